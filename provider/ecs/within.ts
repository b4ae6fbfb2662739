/** Waiting for something no longer than there is time. */
import { setTimeout } from "node:timers/promises";

/** @returns what the work gives, or undefined where it takes longer; the work goes on all the same */
export async function within<T>(longestMs: number, work: Promise<T>): Promise<T | undefined> {
  const settled = new AbortController();
  const over = setTimeout(Math.max(longestMs, 0), undefined, { signal: settled.signal });
  try {
    return await Promise.race([work, over.catch(() => undefined)]);
  } finally {
    settled.abort();
  }
}
