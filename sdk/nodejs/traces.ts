/** What a resource's constructor goes without: the stack traces that Pulumi takes for whom debugs its promises. */

/**
 * Takes no stack traces until what is returned is called. Pulumi takes four for each property of a resource, and finds the
 * TypeScript source of each frame: that is most of what a program of many resources does. Where the program declares the
 * resource is told all the same: there Pulumi sets the limit itself.
 *
 * @returns takes them again, and gives one to an error that was thrown meanwhile
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
