/** The package's public exports, each listed by hand. */
export { KeyPair } from "./keyPair";
export type { KeyPairArgs } from "./args";
export { getKeyPair, getKeyPairOutput } from "./getKeyPair";
export type { FoundInstance, FoundKeyPair, GetKeyPairArgs, GetKeyPairOutputArgs } from "./getKeyPair";
export { getKeyPairs, getKeyPairsOutput } from "./getKeyPairs";
export type { GetKeyPairsArgs, GetKeyPairsOutputArgs, GetKeyPairsResult } from "./getKeyPairs";
export { KeyPairAttachment } from "./keyPairAttachment";
export type { InstanceBinding, KeyPairAttachmentArgs } from "./keyPairAttachment";
export { AuthorizedKey } from "./authorizedKey";
export type { AuthorizedInstance, AuthorizedKeyArgs, UserKey } from "./authorizedKey";
