/** How long one operation may take. */

/** Durations such as `"5m"`, as in Pulumi's option customTimeouts. */
export interface CustomTimeouts {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
}

const defaultMs = 10 * 60_000;

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** The operations that the engine runs. Pulumi has no separate timeout for a read. */
export type OperationKind = keyof CustomTimeouts | "read";

/** The time for an operation, in milliseconds: `customTimeouts`, or ten minutes. */
export function timeoutMs(timeouts: CustomTimeouts | undefined, operation: OperationKind): number {
  return parsedMs(operation === "read" ? undefined : timeouts?.[operation]) ?? defaultMs;
}

/** Parses Pulumi's durations: `90s`, `5m`, `1h30m`. */
function parsedMs(duration: string | undefined): number | undefined {
  if (duration === undefined || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(duration)) {
    return undefined;
  }
  const parts = duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g);
  return [...parts].reduce((sum, [, number, unit = ""]) => sum + Number(number) * (unitMs[unit] ?? 0), 0);
}
