/** Waits for work until a deadline: the only place that enforces one. */

/** The longest delay of a timer: Node fires immediately for a longer one, and warns about a negative one. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * @param late - returns a substitute if the work takes longer, or throws
 * @returns the work's result; work that takes longer continues regardless
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
