// What a call does to each of several instances: the changes that it stores, and the form of its results.
import type { Cloud } from "../cloud/cloud";
import type { Instance } from "../cloud/instances";
import type { Readings } from "../readings";
import { ApiError } from "./apiError";

/** The changed instance, or the error that it causes. */
export type Outcome = Instance | ApiError;

/** Stores the instances that changed. */
export function commitChanged(cloud: Cloud, accountId: string, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome instanceof ApiError) continue;
    cloud.commit({ change: "instancePut", accountId, instance: outcome });
  }
}

/** @returns the value, as a string if the readings follow the declared types. */
export function resultValue<T extends number | boolean>(
  value: T,
  { instanceResultTypes }: Readings,
): T | string {
  return instanceResultTypes === "strings" ? String(value) : value;
}
