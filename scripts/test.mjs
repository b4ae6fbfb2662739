// `npm test`: sets up what the chosen tests need, packs the package once, and runs them.
import { join } from "node:path";
import { runInForeground } from "./setup/child.mjs";
import { pack } from "./setup/build.mjs";
import { ensureGo } from "./setup/go.mjs";
import { root } from "./setup/places.mjs";
import { ensurePython } from "./setup/python.mjs";
import { makeReady, makeReadyWithEngine } from "./setup/ready.mjs";
import { asTestRun } from "./setup/testRun.mjs";

export const help = `npm test [-- ARGS]

Sets up what is missing (see npm run setup -- --help), packs the package, and runs every test: first unit, then lifecycle and plugin
(the processes of the dynamic host and of the plugin against the emulator), and engine (the real Pulumi engine). ARGS are passed to
vitest. For example, \`npm test -- --project unit\` needs no engine, Python or Go. In the tests, \`pulumi\` is the engine, TMPDIR is
a folder that is deleted after the run, and PULUMI_ALICLOUD_KEYPAIR_TARBALL is the packed package.
`;

/** @param {string[]} args */
export async function run(args) {
  const vitest = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...args];
  if (isUnitOnly(args)) {
    const { node, env } = await makeReady({});
    return await asTestRun(root, (TMPDIR) =>
      runInForeground(node, vitest, { cwd: root, env: { ...env, TMPDIR } }),
    );
  }
  const { node, env } = await makeReadyWithEngine({ built: true, languages: true });
  await ensurePython(env);
  await ensureGo(env);
  return await asTestRun(root, async (TMPDIR) => {
    const PULUMI_ALICLOUD_KEYPAIR_TARBALL = await pack(join(TMPDIR, "package"), env);
    return await runInForeground(node, vitest, {
      cwd: root,
      env: { ...env, TMPDIR, PULUMI_ALICLOUD_KEYPAIR_TARBALL },
    });
  });
}

/** @param {string[]} args */
function isUnitOnly(args) {
  const projects = args.join(" ").match(/(?<=--project[ =])\S+/g);
  return projects !== null && projects.every((project) => project === "unit");
}
