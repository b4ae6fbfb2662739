/** The package's public exports, each listed by hand. */
export { KeyPair } from "./keyPair";
export type { KeyPairArgs } from "./args";
export { KeyPairAttachment } from "./keyPairAttachment";
export type { InstanceBinding, KeyPairAttachmentArgs } from "./keyPairAttachment";
