// Starts a command of this checkout, `node scripts/run.mjs NAME ARGS`, once its npm packages are there: uses only Node.js itself.
import { ensurePackages } from "./setup/packages.mjs";
import { cacheFolder, root } from "./setup/places.mjs";
import { CommandError, SetupError, say } from "./setup/progress.mjs";
import { Interrupted, interrupted, listenForSignals } from "./setup/signals.mjs";

/**
 * What each file beside this one exports; without `help`, `--help` is an argument like any other.
 *
 * @typedef {{ help?: string, run: (args: string[]) => Promise<number> }} Command `run` returns the exit code
 */

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}

/** @param {string[]} args */
async function main([name, ...args]) {
  if (process.platform === "win32")
    throw new SetupError("these commands run on Linux and macOS only; on Windows, run them inside WSL 2");
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 12))
    throw new SetupError(`Node.js 20.12 or newer is needed; ${process.execPath} is ${process.version}`);
  listenForSignals();
  await ensurePackages(root);
  /** @type {Command} */
  const { help, run } = await import(`./${name}.mjs`);
  if (help === undefined || !["--help", "-h"].includes(args.join(" "))) return await run(args);
  process.stdout.write(help);
  return 0;
}

/** @param {unknown} error @returns {number} the exit code */
function report(error) {
  if (interrupted.reason instanceof Interrupted) {
    say(interrupted.reason.message);
    return interrupted.reason.exitCode;
  }
  if (error instanceof CommandError && error.output !== "") say(error.output);
  say(`error: ${sentenceFor(/** @type {NodeJS.ErrnoException} */ (error))}`);
  return 1;
}

/** @param {NodeJS.ErrnoException} error */
function sentenceFor(error) {
  const { code = "", path, message, stack } = error;
  if (error instanceof SetupError) return message;
  if (code.startsWith("ERR_PARSE_ARGS")) return `${message.split(". ")[0]}. See --help.`;
  if (path === undefined || !["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].includes(code)) return stack;
  const cache = cacheFolder(process.env);
  const inCache = path.startsWith(cache) || cache.startsWith(path);
  return `${path} cannot be written (${code}): make it writable${inCache ? ", or set XDG_CACHE_HOME to a folder that is" : ""}`;
}
