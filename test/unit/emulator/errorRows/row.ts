// The form of the rows: a request and the error that it causes.
import { regionId } from "../fixtures";
import type { RpcOptions } from "../rpcCall";

/** One documented error and a request that causes it. */
export type Row = [
  action: string,
  parameters: Record<string, string>,
  status: number,
  code: string,
  message: string,
  options?: RpcOptions,
];

/** A region that holds as many key pairs as it may. */
export const fullRegion = "cn-beijing";

/** An account whose access key is disabled. */
export const inactiveAccount = { accessKeyId: "inactive", accessKeySecret: "inactive-secret", active: false };

/** The parameters of another key pair. */
export const pair = { RegionId: regionId, KeyPairName: "dev" };

/** @returns `NAME.1`, `NAME.2` and so on, each with a value of its own. */
export const numbered = (name: string, count: number, ending = ""): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${name}.${n + 1}${ending}`, `value-${n}`]));

/** The message for a missing parameter. */
export const notSupplied = (name: string): string =>
  `The input parameter "${name}" that is mandatory for processing this request is not supplied.`;

/** The tag actions' message for a missing parameter. */
export const shouldNotBeNull = (name: string): string => `The parameter - ${name} should not be null`;

/** The gateway's message for a missing parameter. */
export const mandatory = (name: string): string => `${name} is mandatory for this action.`;

/** The message for a region that does not exist. */
export const unknownRegion = "The RegionId provided does not exist in our records.";

/** The message for a resource group that does not exist. */
export const unknownGroup = "The ResourceGroup provided does not exist in our records.";

/** The message for a type of resource that does not exist. */
export const unknownType = "The ResourceType provided does not exist in our records.";

/** The message for a tag key that breaks the rules. */
export const badTagKey = "The specified Tag.n.Key is not valid.";

/** The message for a tag value that breaks the rules. */
export const badTagValue = "The specified Tag.n.Value is not valid.";

/** The message for more tags than a key pair may have. */
export const tagQuota = "The quota of tags on resource is beyond permitted range.";

/** The message for an action that does not exist. */
export const unknownApi = "Specified api is not found, please check your url and method.";
