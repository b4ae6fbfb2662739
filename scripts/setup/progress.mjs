// Reports to a person, on stderr, what set-up is doing, how long each step took, and what failed.

/** A failure that a person can act on: its message is all that is shown. */
export class SetupError extends Error {
  /** @override */
  name = "SetupError";
}

/** A program that failed or could not be started; `output` is all that it printed. */
export class CommandError extends SetupError {
  /** @override */
  name = "CommandError";

  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/**
 * Writes one line for the person who is watching; stdout is the program's own.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Announces a step, does it, and reports how long it took.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 */
export async function step(title, work) {
  say(`- ${title}`);
  const startedAtMs = performance.now();
  const seconds = () => ((performance.now() - startedAtMs) / 1000).toFixed(1);
  try {
    const result = await work();
    say(`  done in ${seconds()} s`);
    return result;
  } catch (error) {
    say(`  failed after ${seconds()} s`);
    throw error;
  }
}
