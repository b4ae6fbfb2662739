/** Waiting for something no longer than there is time: the one place where a deadline is kept. */

/** The longest that a timer can wait; it would not wait at all for longer, and of less than nothing Node warns. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * @param late - gives what to go on with where the work takes longer, or throws
 * @returns what the work gives; where it takes longer it goes on all the same
 */
export async function within<T, L>(longestMs: number, work: Promise<T>, late: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<true>((resolve) => {
    timer = setTimeout(resolve, Math.max(Math.min(longestMs, longestTimerMs), 0), true);
  });
  const done = work.then((value) => ({ value }));
  try {
    const first = await Promise.race([done, isLate]);
    return first === true ? late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}
