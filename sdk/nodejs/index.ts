/** The package's public names, each by hand. */
export { KeyPair } from "./keyPair";
export type { KeyPairArgs } from "./args";
