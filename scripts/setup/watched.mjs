// Work that goes on only as long as something beside it looks well.

/**
 * Does work beside a watch, and stops the work with the error that the watch ends in.
 *
 * @template T
 * @param {(over: AbortSignal) => Promise<Error>} watch ends when the work is to stop; `over` tells that the work is done
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function whileWatched(watch, work) {
  const stop = new AbortController();
  const over = new AbortController();
  const watching = watch(over.signal).then(
    (reason) => stop.abort(reason),
    () => undefined,
  );
  try {
    return await work(stop.signal);
  } finally {
    over.abort();
    await watching;
  }
}
