// `npm run -s emulator -- ARGS`: runs the local ECS key-pair API.
import { join } from "node:path";
import { runInForeground } from "./setup/child.mjs";
import { main } from "./setup/main.mjs";
import { root, userFolder } from "./setup/places.mjs";
import { makeReady } from "./setup/ready.mjs";

// `--help` is the emulator's own to answer.
await main(undefined, async (args) => {
  const { node, env } = await makeReady({ built: true });
  const program = join(root, "dist", "test", "emulator", "main.js");
  return await runInForeground(node, [program, ...args], { cwd: userFolder("emulator", process.env), env });
});
