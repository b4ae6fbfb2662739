/** The package's public exports, each listed by hand. */
export { KeyPair } from "./keyPair";
export type { KeyPairArgs } from "./args";
export { getKeyPair, getKeyPairOutput } from "./getKeyPair";
export { getKeyPairs, getKeyPairsOutput } from "./getKeyPairs";
export type { GetKeyPairsArgs, GetKeyPairsOutputArgs } from "./getKeyPairs";
export type {
  FoundInstance,
  FoundKeyPair,
  GetKeyPairArgs,
  GetKeyPairOutputArgs,
  GetKeyPairsResult,
} from "./lookups";
export { KeyPairAttachment } from "./keyPairAttachment";
export type { InstanceBinding, KeyPairAttachmentArgs } from "./keyPairAttachment";
export { AuthorizedKey } from "./authorizedKey";
export type { AuthorizedInstance, AuthorizedKeyArgs, UserKey } from "./authorizedKey";
