/** How every call of the port names the key pair that it is about. */

/** A key pair's address: names are unique within an account and a region. */
export interface KeyPairRef {
  readonly regionId: string;
  readonly keyPairName: string;
}
