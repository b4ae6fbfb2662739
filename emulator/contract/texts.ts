/** What several rows share: the documents' messages, and lists of parameters. */
import { outcomeBy, type ByReading, type Case, type Outcome } from "./case";

/** @returns `NAME.1`, `NAME.2` and so on, each with a value of its own. */
export function numbered(
  name: string,
  count: number,
  { ending = "", value = "value-" } = {},
): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`${name}.${n + 1}${ending}`, `${value}${n}`]),
  );
}

/** The message for a missing parameter. */
export const notSupplied = (name: string): string =>
  `The input parameter "${name}" that is mandatory for processing this request is not supplied.`;

/** The message for a parameter that is out of range. */
export const notValid = (name: string): string => `The specified parameter "${name}" is not valid.`;

/** The message for a resource group that does not exist. */
export const unknownGroup = "The ResourceGroup provided does not exist in our records.";

/** The message for a key pair name that breaks the rules. */
export const badKeyPairName = "Specified Key Pair name is not valid.";

/** The message for a tag key that breaks the rules. */
export const badTagKey = "The specified Tag.n.Key is not valid.";

/** The message for a tag value that breaks the rules. */
export const badTagValue = "The specified Tag.n.Value is not valid.";

/** The message for more tags than a key pair may have. */
export const tagQuota = "The quota of tags on resource is beyond permitted range.";

/** The message for an instance that does not exist. */
export const unknownInstanceId = "The specified InstanceId does not exist.";

/** The message for an instance whose state does not allow a call. */
export const wrongInstanceStatus = "The current status of the resource does not support this operation.";

/** The message for a call on more instances than it may name. */
export const tooManyInstanceIds = "Instance ids cannot be more than 100.";

const unknownRegion: ByReading<Outcome> = outcomeBy("unknownRegionMessage", {
  newer: {
    status: 404,
    code: "InvalidRegionId.NotFound",
    message: "The RegionId provided does not exist in our records.",
  },
  older: {
    status: 404,
    code: "InvalidRegionId.NotFound",
    message: "The specified RegionId does not exist.",
  },
});

/** @returns the call in a region that does not exist. */
export function inUnknownRegion(action: string, parameters: Readonly<Record<string, string>>): Case {
  return { action, parameters: { ...parameters, RegionId: "xx-1" }, expected: unknownRegion };
}
