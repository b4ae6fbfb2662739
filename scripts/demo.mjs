// `npm run demo`: the main job, end to end, on the real engine and the emulator, in a temporary folder.
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startEmulator } from "./demo/emulator.mjs";
import { demoSettings, withoutAccounts } from "./demo/environment.mjs";
import { copyExample, destroy, outputs, up } from "./demo/stack.mjs";
import { summary } from "./demo/summary.mjs";
import { Interrupted, interrupted } from "./setup/child.mjs";
import { main } from "./setup/main.mjs";
import { pack } from "./setup/pack.mjs";
import { SetupError, say, step } from "./setup/progress.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

const help = `npm run demo [-- --keep]

Makes ready what this checkout lacks (see npm run setup -- --help), then, in a temporary folder and against the emulator:
the stack dev-key makes an SSH key pair, the stack later-stack reads its private key and proves what it holds, a summary is
printed on stdout, and both stacks are destroyed. Nothing of it leaves this machine.

  --keep  leave the stacks as they are, print how to look at them, and keep the emulator running until Ctrl-C
`;

/** @typedef {import("./demo/stack.mjs").Stack} Stack */

await main(help, async (args) => {
  if (args.some((arg) => arg !== "--keep"))
    throw new SetupError(`what is \`${args.join(" ")}\`? See --help.`);
  const keep = args.length > 0;
  const ready = await makeReadyWithEngine({ built: true });
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-demo-")));
  let kept = false;
  try {
    const tarball = await pack(join(folder, "package"), ready.env);
    const emulator = await step("emulator: start", () => startEmulator(ready.node, ready.env));
    try {
      const settings = await demoSettings(folder, emulator.url);
      const stacks = await makeStacks(folder, tarball, ready, settings);
      await show(stacks);
      if (keep) {
        kept = true;
        await tellHowToLook(folder, settings, ready.env);
        await untilStopped(emulator);
      } else {
        await destroyAll(stacks);
      }
    } finally {
      await emulator.stop();
    }
  } finally {
    if (!kept) await rm(folder, { recursive: true, force: true });
  }
  return 0;
});

/**
 * @param {string} folder
 * @param {string} tarball
 * @param {import("./setup/ready.mjs").Ready & { pulumi: string }} ready
 * @param {Record<string, string>} settings
 */
async function makeStacks(folder, tarball, { pulumi, env }, settings) {
  const base = { name: "dev", pulumi, env: { ...withoutAccounts(env), ...settings } };
  /** @type {Stack} */
  const devKey = { ...base, folder: join(folder, "dev-key") };
  /** @type {Stack} */
  const laterStack = { ...base, folder: join(folder, "later-stack") };
  await step("dev-key: copy, npm install with the packed package", () =>
    copyExample("dev-key", devKey.folder, tarball, base.env),
  );
  await step("later-stack: copy, npm install", () =>
    copyExample("later-stack", laterStack.folder, tarball, base.env),
  );
  await step("dev-key: pulumi up", () => up(devKey));
  await step("later-stack: pulumi up", () => up(laterStack));
  return { devKey, laterStack };
}

/** @param {{ devKey: Stack, laterStack: Stack }} stacks */
async function show({ devKey, laterStack }) {
  process.stdout.write(summary(await outputs(devKey), await outputs(laterStack)));
}

/** @param {{ devKey: Stack, laterStack: Stack }} stacks */
async function destroyAll({ devKey, laterStack }) {
  await step("later-stack: pulumi destroy", () => destroy(laterStack));
  await step("dev-key: pulumi destroy", () => destroy(devKey));
}

/**
 * @param {string} folder
 * @param {Record<string, string>} settings
 * @param {NodeJS.ProcessEnv} env
 */
async function tellHowToLook(folder, settings, env) {
  const file = join(folder, "env.sh");
  const lines = Object.entries({ ...settings, PATH: env["PATH"] ?? "" }).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`,
  );
  // The stacks' passphrase is in it.
  await writeFile(file, lines.join(""), { mode: 0o600 });
  process.stdout.write(`The stacks are kept. To look at them, in another terminal:
  . ${file}
  pulumi -C ${join(folder, "dev-key")} stack
  pulumi -C ${join(folder, "dev-key")} stack output privateKey --show-secrets
  pulumi -C ${join(folder, "later-stack")} preview
  pulumi -C ${join(folder, "later-stack")} destroy && pulumi -C ${join(folder, "dev-key")} destroy

The emulator (${settings["ALIBABA_CLOUD_ENDPOINT_ECS"]}) runs until Ctrl-C here. Its key pairs end with it; the folder stays:
  rm -r ${folder}
`);
}

/** @param {import("./demo/emulator.mjs").Emulator} emulator */
async function untilStopped(emulator) {
  const stopped = new Promise((resolve) => interrupted.addEventListener("abort", () => resolve(undefined)));
  // Ctrl-C on a terminal goes to the emulator too, which may be the quicker.
  await Promise.race([stopped, emulator.ended.then(() => delay(1_000))]);
  if (!(interrupted.reason instanceof Interrupted)) throw new SetupError("the emulator has ended by itself");
  say("the emulator is stopped");
}
