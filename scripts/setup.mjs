// `npm run setup`: makes this checkout ready, and reports what it did.
import { parseArgs } from "node:util";
import { ensureGo } from "./setup/go.mjs";
import { say } from "./setup/progress.mjs";
import { ensurePython } from "./setup/python.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

export const help = `npm run setup [-- --languages] [--print-env]

Sets up what this checkout is missing: npm packages, Node.js 22.13 or newer (the one on the PATH, otherwise an npm package), the
build, and a Pulumi engine 3.214.1 or newer (the one on the PATH, otherwise one in your cache folder, shared by all checkouts). The
first \`npm run -s pulumi\` in an example installs the example's packages.

  --languages  also set up Pulumi's language hosts for YAML and Python and a Python environment with Pulumi, in the cache folder, and
               Pulumi's Go SDK, in Go's own cache; \`npm test\` does this itself
  --print-env  print JSON on stdout: the PATH that programs need, and the pulumi and node found on it
`;

/** @param {string[]} args */
export async function run(args) {
  const boolean = { type: /** @type {const} */ ("boolean"), default: false };
  const { values } = parseArgs({ args, options: { languages: boolean, "print-env": boolean } });
  const { languages } = values;
  const { node, nodeVersion, pulumi, env } = await makeReadyWithEngine({ built: true, languages });
  if (languages) {
    await ensurePython(env);
    await ensureGo(env);
  }
  say(`ready: Node.js ${nodeVersion} (${node}), Pulumi (${pulumi})`);
  if (values["print-env"])
    process.stdout.write(`${JSON.stringify({ PATH: env["PATH"], pulumi, node }, undefined, 2)}\n`);
  return 0;
}
