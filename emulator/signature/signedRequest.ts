// What the gate needs of a request, whichever algorithm signed it.

/** What a signature algorithm reads from a request. */
export interface SignedRequest {
  readonly securityToken: string | undefined;
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: Buffer;
  readonly stringToSign: string;
  readonly sign: (accessKeySecret: string) => Buffer;
}
