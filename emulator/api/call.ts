// What an action gets and gives.
import type { Account } from "../cloud/accounts";
import type { Cloud } from "../cloud/cloud";
import { checkRegion } from "../cloud/regions";
import type { Place } from "../cloud/state";
import { required, type Parameters } from "./parameters";

/** One call that carries no signature. */
export interface AnonymousCall {
  readonly parameters: Parameters;
  /** The host and port that the client knows the emulator by. */
  readonly host: string;
}

/** One authenticated call. */
export interface Call extends AnonymousCall {
  readonly account: Account;
}

/** A value of an answer. */
type AnswerValue = string | number | boolean | AnswerFields | readonly AnswerValue[];

/** The fields of an answer, besides RequestId and HostId. */
export interface AnswerFields {
  readonly [name: string]: AnswerValue;
}

/** An action that anybody may ask for. */
export type AnonymousAction = (cloud: Cloud, call: AnonymousCall) => AnswerFields | Promise<AnswerFields>;

/** An action of the API. */
export type Action = (cloud: Cloud, call: Call) => AnswerFields | Promise<AnswerFields>;

/**
 * Reads whose resources in which region a call is about.
 *
 * @throws {@link ApiError} MissingParameter, InvalidRegionId.NotFound
 */
export function placeOf(cloud: Cloud, { account, parameters }: Call): Place {
  const regionId = checkRegion(required(parameters, "RegionId"), cloud.readings);
  return { accountId: account.accountId, regionId };
}

/** @returns a time as the API writes it: to the minute, without seconds. */
export function minutesIso(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16)}Z`;
}
