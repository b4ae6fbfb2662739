// What an action gets and gives.
import type { Account } from "../cloud/accounts";
import type { Cloud } from "../cloud/cloud";
import type { Parameters } from "./parameters";

/** One authenticated call. */
export interface Call {
  readonly account: Account;
  readonly parameters: Parameters;
}

/** A value of an answer. */
export type AnswerValue = string | number | boolean | AnswerFields | readonly AnswerValue[];

/** The fields of an answer, besides RequestId and HostId. */
export interface AnswerFields {
  readonly [name: string]: AnswerValue;
}

/** An action of the API. */
export type Action = (cloud: Cloud, call: Call) => AnswerFields | Promise<AnswerFields>;
