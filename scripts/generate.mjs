// `npm run generate`: writes the generated SDKs anew from the package schema.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differences, generate, keep } from "./setup/generate.mjs";
import { main } from "./setup/main.mjs";
import { root } from "./setup/places.mjs";
import { SetupError, say } from "./setup/progress.mjs";

const help = `npm run generate

Writes sdk/nodejs/native and sdk/python anew from provider/schema.json, with Pulumi's own code generators. They are Go libraries at the
engine's version, built from the modules that scripts/engine/pulumi pins: Go and, the first time, a Go module proxy are needed.
A schema that Pulumi's binder warns of is refused. What was changed is printed on stdout, a file a line.
`;

await main(help, async (args) => {
  if (args.length > 0) throw new SetupError(`what is \`${args.join(" ")}\`? See --help.`);
  const folder = await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-generate-"));
  try {
    await generate(root, folder, process.env);
    const changed = await differences(root, folder);
    await keep(root, folder);
    for (const file of changed) process.stdout.write(`${file}\n`);
    say(`generated: ${changed.length} files changed`);
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
