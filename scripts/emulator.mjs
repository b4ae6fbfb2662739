// `npm run -s emulator -- ARGS`: runs the local ECS key-pair API, which answers `--help` itself.
import { join } from "node:path";
import { runInForeground } from "./setup/child.mjs";
import { root, userFolder } from "./setup/places.mjs";
import { makeReady } from "./setup/ready.mjs";

/** @param {string[]} args */
export async function run(args) {
  const { node, env } = await makeReady({ built: true });
  const program = join(root, "dist", "cli", "main.js");
  return await runInForeground(node, [program, "emulator", ...args], {
    cwd: userFolder("emulator", process.env),
    env,
  });
}
