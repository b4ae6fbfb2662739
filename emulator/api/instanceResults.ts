// The form of counts, codes and flags in per-instance results.
import type { Readings } from "../readings";

/** @returns the value, as a string if the readings follow the declared types. */
export function resultValue<T extends number | boolean>(
  value: T,
  { instanceResultTypes }: Readings,
): T | string {
  return instanceResultTypes === "strings" ? String(value) : value;
}
