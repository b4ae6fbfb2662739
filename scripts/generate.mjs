// `npm run generate`: completes the package schema from package.json, and recreates the generated SDKs from it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildCodeGenerator } from "./engine/build.mjs";
import { differences, generate, keep } from "./engine/generate.mjs";
import { writeReference } from "./generate/reference.mjs";
import { root } from "./setup/places.mjs";
import { say } from "./setup/progress.mjs";

export const help = `npm run generate

Regenerates sdk/nodejs/native, sdk/python, sdk/go and docs/reference.md from provider/schema.json. First updates the schema,
the Go module's path and the pages for the Registry with the version, the license and, if set, the repository from package.json. Prints
the changed files on stdout, one a line.

Pulumi's own code generators write the SDKs. They are Go libraries at the engine's version, built from the modules that
scripts/engine/pulumi pins. This needs Go and, the first time, a Go module proxy. A schema that Pulumi's binder warns about is an error.
`;

/** @param {string[]} args */
export async function run(args) {
  parseArgs({ args, options: {} });
  const folder = await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-generate-"));
  try {
    await generate(root, folder, await buildCodeGenerator(folder, process.env));
    const changed = await differences(root, folder);
    await keep(root, folder);
    changed.push(...(await writeReference(root)));
    for (const file of changed) process.stdout.write(`${file}\n`);
    say(`generated: ${changed.length} files changed`);
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
