// Tells a person on stderr what set-up is doing and how long each step took.

/** A failure that a person can act on: its message is all that is shown. */
export class SetupError extends Error {
  /** @override */
  name = "SetupError";
}

/**
 * Writes one line for the person who is watching; stdout stays the program's own.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Announces a step, does it, and says how long it took.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
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
