// A Chromium for the tests and the picture of the emulator's page: the one on the PATH, or Debian's.
import which from "which";
import { run as runToEnd } from "./child.mjs";
import { CommandError, SetupError, step } from "./progress.mjs";

/** @param {NodeJS.ProcessEnv} env @returns {Promise<string>} its program; it is installed if that is possible and there is none */
export async function ensureChromium(env) {
  return (await findChromium(env)) ?? (await installChromium(env));
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
