/** One operation of the engine as `ecs/` sees it: how much time it has left, and where its messages go. */

/** What a person is told while an operation runs. Never given a private key or a credential. */
export interface Voice {
  /** Shows a line of progress. */
  say(message: string): void;
  /** Shows a warning that stays visible after the operation. */
  warn(message: string): void;
}

/** One create, read, update or delete that the engine asked for. */
export interface Operation extends Voice {
  /** The time the whole operation has, in milliseconds: `customTimeouts`, by default ten minutes. */
  readonly timeoutMs: number;
  /** What is left of it, in milliseconds; zero or less once it is over. */
  remainingMs(): number;
}

/**
 * Starts the clock of an operation.
 *
 * @param timeoutMs - time for the whole operation, in milliseconds
 */
export function startOperation(timeoutMs: number, voice: Voice): Operation {
  const startedMs = performance.now();
  return {
    timeoutMs,
    remainingMs: () => timeoutMs - (performance.now() - startedMs),
    say: (message) => {
      voice.say(message);
    },
    warn: (message) => {
      voice.warn(message);
    },
  };
}
