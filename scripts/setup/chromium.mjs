// Makes sure of a Chromium for the test of the emulator's page.
import { CommandError, run } from "./child.mjs";
import { findOnPath, isExecutable } from "./programs.mjs";
import { SetupError, step } from "./progress.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macFile = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/**
 * The Chromium on the PATH, else Debian's, installed where this user may do so.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the program's file
 */
export async function ensureChromium(env) {
  const found = await findChromium(env);
  if (found !== undefined) return found;
  const aptGet = await findOnPath("apt-get", env["PATH"]);
  if (process.getuid?.() !== 0 || aptGet === undefined) {
    throw new SetupError("There is no Chromium on the PATH. Install one, then run this again.");
  }
  await step("Installing Debian's Chromium", async () => {
    await installPackage(aptGet, "chromium", env);
  });
  const installed = await findChromium(env);
  if (installed === undefined)
    throw new SetupError("Debian's package chromium has brought no program of that name.");
  return installed;
}

/** @param {NodeJS.ProcessEnv} env */
async function findChromium(env) {
  for (const name of names) {
    const file = await findOnPath(name, env["PATH"]);
    if (file !== undefined) return file;
  }
  return process.platform === "darwin" && (await isExecutable(macFile)) ? macFile : undefined;
}

/**
 * @param {string} aptGet
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
async function installPackage(aptGet, name, env) {
  const quiet = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" } };
  const timeouts = [
    "-o",
    "Acquire::http::Timeout=15",
    "-o",
    "Acquire::https::Timeout=15",
    "-o",
    "Acquire::Retries=1",
  ];
  const install = ["install", "-y", "-qq", "--no-install-recommends", ...timeouts, name];
  try {
    await run(aptGet, install, quiet);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // The lists of packages may be missing or old.
    await run(aptGet, ["update", "-qq", ...timeouts], quiet);
    await run(aptGet, install, quiet);
  }
}
