/** Disables the stack traces that Pulumi captures in a resource's constructor for debugging its promises. */

/**
 * Disables stack traces until the returned function is called. Pulumi captures four for each property of a resource and resolves
 * the TypeScript source of each frame: that is most of what a program with many resources does. Pulumi still reports where the
 * program declares the resource, because it sets the limit itself there.
 *
 * @returns a function that enables traces again and gives one to an error thrown in the meantime
 */
export function withoutTraces(): (thrown?: unknown) => void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  return (thrown) => {
    Error.stackTraceLimit = limit;
    if (thrown instanceof Error) {
      Error.captureStackTrace(thrown);
    }
  };
}
