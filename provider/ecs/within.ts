/** Waiting for something no longer than there is time. */

/** The longest that a timer can wait; it would not wait at all for longer, and of less than nothing Node warns. */
const longestTimerMs = 2 ** 31 - 1;

/** @returns what the work gives, or undefined where it takes longer; the work goes on all the same */
export async function within<T>(longestMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(
      () => {
        resolve(undefined);
      },
      Math.max(Math.min(longestMs, longestTimerMs), 0),
    );
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
