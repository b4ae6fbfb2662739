// The frame of every command here: platform, signals, and how a failure is told.
import { CommandError, Interrupted, listenForSignals } from "./child.mjs";
import { isAtLeast } from "./programs.mjs";
import { SetupError, say } from "./progress.mjs";

/** What these commands themselves need; the programs that they run get a newer one where this is too old for them. */
const leastNode = "20.12.0";

/**
 * Runs a command and sets the exit code; `--help` alone prints the help, where there is one.
 *
 * @param {string | undefined} help
 * @param {(args: string[]) => Promise<number>} work answers the exit code
 */
export async function main(help, work) {
  const args = process.argv.slice(2);
  if (help !== undefined && args.length === 1 && (args[0] === "--help" || args[0] === "-h")) {
    process.stdout.write(help);
    return;
  }
  if (process.platform === "win32") {
    say("These commands run on Linux and macOS only. On Windows, run them inside WSL 2.");
    process.exitCode = 1;
    return;
  }
  if (!isAtLeast(process.version, leastNode)) {
    say(
      `Node.js ${leastNode} or newer is needed to run this; this is ${process.version} (${process.execPath}).`,
    );
    process.exitCode = 1;
    return;
  }
  listenForSignals();
  try {
    process.exitCode = await work(args);
  } catch (error) {
    process.exitCode = tell(error);
  }
}

/**
 * @param {unknown} error
 * @returns {number} the exit code
 */
function tell(error) {
  if (error instanceof Interrupted) {
    say(error.message);
    return error.exitCode;
  }
  for (const failed of [error, error instanceof Error ? error.cause : undefined]) {
    if (failed instanceof CommandError && failed.output !== "") say(failed.output.trimEnd());
  }
  const expected = error instanceof CommandError || error instanceof SetupError;
  say(`error: ${expected ? error.message : error instanceof Error ? error.stack : String(error)}`);
  return 1;
}
