/** What unit tests assume beyond Node.js. Linux and macOS have all of it. On Windows such a test is skipped, and its report says why. */
import type { TestContext } from "vitest";

/** Something that POSIX systems have, and Windows does not. */
export type Assumption =
  | "POSIX shell"
  | "POSIX paths"
  /** Who may read, write or execute a file. */
  | "file modes"
  /** Windows has them only for administrators and developers. */
  | "symbolic links"
  /** A process handles them, also those that another process sends. */
  | "signals"
  /** The variable that sets the user's home folder. */
  | "HOME";

/**
 * Marks the running test, or each test that uses a fixture or is under a hook.
 *
 * @param skip - from the test's context
 */
export function onPosix(assumption: Assumption, skip: TestContext["skip"]): void {
  skip(process.platform === "win32", `Windows has no ${assumption}`);
}
