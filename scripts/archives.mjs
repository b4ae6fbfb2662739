// `npm run archives`: packs the provider plugin for every system that it runs on, as `pulumi plugin install` takes it.
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeArchive, writeChecksums } from "./archives/archive.mjs";
import { targetNamed, targets, thisMachine } from "./archives/targets.mjs";
import { root, userFolder } from "./setup/places.mjs";
import { SetupError, say, step } from "./setup/progress.mjs";
import { makeReady } from "./setup/ready.mjs";

export const help = `npm run archives -- --out DIR [--target OS-ARCH]... [--this-machine]

Creates a folder and writes pulumi-resource-alicloud-keypair-vVERSION-OS-ARCH.tar.gz for each system, and SHA256SUMS, into it.
\`pulumi plugin install resource alicloud-keypair VERSION --file ARCHIVE\` installs one.

Archives for Linux and Windows contain a single executable that includes Node.js. They are built on Linux only, from the Node.js
binaries of pinned npm packages (about 55 MB each, kept in npm's cache). Archives for macOS contain one JavaScript file and a launcher,
which needs Node.js 22.13 or newer on the PATH. Builds are reproducible: the same commit produces the same bytes.

  --out DIR          the folder
  --target OS-ARCH   only this one; can be repeated: ${targets.map(({ name }) => name).join(", ")}
  --this-machine     only the one for this machine
`;

/** @param {string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: "string" },
      target: { type: "string", multiple: true, default: [] },
      "this-machine": { type: "boolean", default: false },
    },
  });
  if (!values.out) throw new SetupError("name the folder for the archives: npm run archives -- --out DIR");
  const chosen = [...values.target.map(targetNamed), ...(values["this-machine"] ? [thisMachine()] : [])];
  const out = resolve(userFolder("archives", process.env), values.out);
  await makeReady({ built: true });
  await mkdir(out, { recursive: true });
  /** @type {string[]} */
  const files = [];
  for (const target of chosen.length === 0 ? targets : new Set(chosen))
    files.push(await step(`archive for ${target.name}`, () => makeArchive(root, target, out)));
  await writeChecksums(out, files);
  for (const file of files) say(join(out, file));
  return 0;
}
