// `npm run test:browser`: looks at the emulator's page in a real browser.
import { join } from "node:path";
import which from "which";
import { run as runToEnd, runInForeground } from "./setup/child.mjs";
import { root } from "./setup/places.mjs";
import { CommandError, SetupError, step } from "./setup/progress.mjs";
import { makeReady } from "./setup/ready.mjs";

export const help = `npm run test:browser [-- ARGS]

Tests the emulator's page in a real headless Chromium: the one on the PATH, else Debian's, which is installed for that where
this runs as root on Debian. ARGS go to vitest.
`;

/** @param {string[]} args */
export async function run(args) {
  const { node, env } = await makeReady({});
  const chromium = (await findChromium(env)) ?? (await installChromium(env));
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return await runInForeground(node, [vitest, "run", "--project", "browser", ...args], {
    cwd: root,
    env: { ...env, PULUMI_ALICLOUD_KEYPAIR_CHROMIUM: chromium },
  });
}

/** @param {NodeJS.ProcessEnv} env */
async function findChromium(env) {
  const onMac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", onMac]) {
    const file = await which(name, { path: env["PATH"] ?? "", nothrow: true });
    if (file !== null) return file;
  }
  return undefined;
}

/** @param {NodeJS.ProcessEnv} env */
async function installChromium(env) {
  const aptGet = await which("apt-get", { path: env["PATH"] ?? "", nothrow: true });
  if (process.getuid?.() !== 0 || aptGet === null)
    throw new SetupError("there is no Chromium on the PATH. Install one, and run this again.");
  const timeouts = ["Acquire::http::Timeout=15", "Acquire::https::Timeout=15", "Acquire::Retries=1"];
  const apt = (/** @type {string[]} */ ...args) =>
    runToEnd(aptGet, [...args, "-qq", ...timeouts.flatMap((option) => ["-o", option])], {
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    });
  const install = () => apt("install", "-y", "--no-install-recommends", "chromium");
  await step("Chromium: apt-get install", () =>
    install().catch(async (error) => {
      if (!(error instanceof CommandError)) throw error;
      // The lists of packages may be missing or old.
      await apt("update");
      await install();
    }),
  );
  const file = await findChromium(env);
  if (file === undefined) throw new SetupError("Debian's package chromium has no program of that name");
  return file;
}
