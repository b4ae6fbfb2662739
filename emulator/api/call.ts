// What an action receives and returns.
import type { Account } from "../cloud/accounts";
import type { Cloud } from "../cloud/cloud";
import { checkRegion } from "../cloud/regions";
import type { Place } from "../cloud/state";
import { required, type Parameters } from "./parameters";

/** One call without a signature. */
export interface AnonymousCall {
  readonly parameters: Parameters;
  /** The emulator's host and port, as the client addresses it. */
  readonly host: string;
}

/** One authenticated call. */
export interface Call extends AnonymousCall {
  readonly account: Account;
}

/** A value in a response. */
type ResponseValue = string | number | boolean | ResponseFields | readonly ResponseValue[];

/** The fields of a response, besides RequestId and HostId. */
export interface ResponseFields {
  readonly [name: string]: ResponseValue;
}

/** An action whose calls need no signature. */
export type AnonymousAction = (cloud: Cloud, call: AnonymousCall) => ResponseFields | Promise<ResponseFields>;

/** An action whose calls must be signed. */
export type Action = (cloud: Cloud, call: Call) => ResponseFields | Promise<ResponseFields>;

/**
 * Reads the account and the region that a call concerns.
 *
 * @throws {@link ApiError} MissingParameter, InvalidRegionId.NotFound
 */
export function placeOf(cloud: Cloud, { account, parameters }: Call): Place {
  const regionId = checkRegion(required(parameters, "RegionId"), cloud.readings);
  return { accountId: account.accountId, regionId };
}

/** @returns a time as Cloud Assistant writes it: to the second. */
export function secondsIso(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

/** @returns a time as the API writes it: to the minute, without seconds. */
export function minutesIso(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16)}Z`;
}
