/** The package's public exports, each listed by hand. */
export { KeyPair } from "./keyPair";
export type { KeyPairArgs } from "./args";
