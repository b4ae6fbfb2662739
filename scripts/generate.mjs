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

Recreates sdk/nodejs/native, sdk/python, sdk/go and docs/reference.md from provider/schema.json. The SDKs are written by Pulumi's own
code generators. They are Go libraries at the engine's version, built from the modules that scripts/engine/pulumi pins: Go and, the
first time, a Go module proxy are needed. A schema that Pulumi's binder warns about is refused. Version, license and, where package.json
has a repository, what depends on it are written into the schema, the Go module's path and the pages for the Registry first. The changed
files are printed on stdout, one a line.
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
