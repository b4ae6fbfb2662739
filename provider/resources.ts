/** Everything that this provider has: its resources and functions. A new one takes one more line here. */
import { getKeyPair } from "./keyPair/getKeyPair";
import { getKeyPairs } from "./keyPair/getKeyPairs";
import { openAuthorizedKey } from "./authorizedKey/resource";
import { openKeyPair } from "./keyPair/resource";
import { openKeyPairAttachment } from "./keyPairAttachment/resource";
import { openNeededKeys } from "./resource/needed";
import type { Environment, Invoke, Resource } from "./resource/resource";

/** Opens the resources of one provider process. */
export function openResources(environment: Environment): Resource[] {
  const needed = openNeededKeys();
  return [openKeyPair(environment, needed), openKeyPairAttachment(), openAuthorizedKey(needed)];
}

/** The functions that programs call, by name. */
export const functions: ReadonlyMap<string, Invoke> = new Map([
  ["getKeyPair", getKeyPair],
  ["getKeyPairs", getKeyPairs],
]);
