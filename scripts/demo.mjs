// `npm run demo`: the main use, end to end, on the real engine and the emulator, in a temporary folder.
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomBytes } from "node:crypto";
import { startEmulator } from "./demo/emulator.mjs";
import { showLogins } from "./demo/login.mjs";
import { copyExample, demoSettings, engine, withoutAccounts } from "./demo/stack.mjs";
import { summary } from "./demo/summary.mjs";
import { pack } from "./setup/build.mjs";
import { SetupError, say, step } from "./setup/progress.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";
import { interrupted } from "./setup/signals.mjs";

export const help = `npm run demo [-- --keep | --login]

Sets up what is missing (see npm run setup -- --help), then runs two stacks in a temporary folder, against the emulator. The stack
dev-key creates an SSH key pair. The stack later-stack reads its private key and proves that it matches. The demo prints a summary
on stdout and destroys both stacks. It calls nothing outside this machine.

  --keep   keep the stacks, print how to look at them, and keep the emulator running until Ctrl-C
  --login  also run an instance on this machine: log in over SSH with the later stack's key, rotate the key, log in with the new one, and
           check that the old one is refused
`;

/** @typedef {import("./demo/stack.mjs").Stack} Stack */

/** @param {string[]} args */
export async function run(args) {
  const flag = /** @type {const} */ ({ type: "boolean", default: false });
  const { values } = parseArgs({ args, options: { keep: flag, login: flag } });
  if (values.keep && values.login) throw new SetupError("--keep and --login can't be combined");
  const ready = await makeReadyWithEngine({ built: true });
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-demo-")));
  let kept = false;
  try {
    const tarball = await pack(join(folder, "package"), ready.env);
    const account = values.login
      ? { accessKey: "demo", secretKey: randomBytes(18).toString("hex") }
      : undefined;
    const options = account === undefined ? [] : instanceOptions(folder, account);
    const emulator = await step("emulator: start", () => startEmulator(ready.node, ready.env, options));
    try {
      const settings = await demoSettings(folder, emulator.url, account);
      const env = { ...withoutAccounts(ready.env), ...settings };
      const shared = { pulumi: ready.pulumi, env };
      const { devKey, laterStack } = await makeStacks(folder, tarball, shared);
      const outputs = async (/** @type {Stack} */ stack) =>
        JSON.parse(await engine(stack, "stack", "output", "--json"));
      process.stdout.write(summary(await outputs(devKey), await outputs(laterStack)));
      if (values.login) process.stdout.write(await showLogins(folder, tarball, shared, emulator.url));
      kept = values.keep;
      if (kept) {
        await explainHowToLook(folder, { ...settings, PATH: env["PATH"] ?? "" });
        await untilInterrupted(emulator);
      } else {
        for (const [name, stack] of Object.entries({ "later-stack": laterStack, "dev-key": devKey }))
          await step(`${name}: pulumi destroy`, () => engine(stack, "destroy", "--yes", "--skip-preview"));
      }
    } finally {
      await emulator.stop();
    }
  } finally {
    if (!kept) await rm(folder, { recursive: true, force: true });
  }
  return 0;
}

/**
 * Instances run commands on this machine, so their account needs a secret of its own.
 *
 * @param {string} folder
 * @param {{ accessKey: string, secretKey: string }} account
 */
function instanceOptions(folder, { accessKey, secretKey }) {
  return ["--instances", join(folder, "instances"), "--access-key", accessKey, "--secret-key", secretKey];
}

/** @param {string} folder @param {string} tarball @param {Omit<Stack, "folder">} shared */
async function makeStacks(folder, tarball, shared) {
  const devKey = { ...shared, folder: join(folder, "dev-key") };
  const laterStack = { ...shared, folder: join(folder, "later-stack") };
  const stacks = Object.entries({ "dev-key": devKey, "later-stack": laterStack });
  for (const [name, stack] of stacks)
    await step(`${name}: copy, npm install`, () => copyExample(name, stack.folder, tarball, shared.env));
  for (const [name, stack] of stacks) {
    await engine(stack, "stack", "init");
    await step(`${name}: pulumi up`, () => engine(stack, "up", "--yes", "--skip-preview"));
  }
  return { devKey, laterStack };
}

/** @param {string} folder @param {Record<string, string>} settings */
async function explainHowToLook(folder, settings) {
  const file = join(folder, "env.sh");
  const lines = Object.entries(settings).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`,
  );
  // It contains the stacks' passphrase.
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
async function untilInterrupted(emulator) {
  const stopped = new Promise((resolve) => interrupted.addEventListener("abort", resolve));
  await Promise.race([stopped, emulator.ended]);
  if (!interrupted.aborted) throw new SetupError("the emulator has ended unexpectedly");
  say("the emulator is stopped");
}
