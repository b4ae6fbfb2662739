/** Why an orphan is not deleted. */
import type { KeyPairRef } from "../../provider/ecs/api";
import { place } from "../../provider/keyPair/errors";

/** A pair that was to be deleted as an orphan is left as it is. */
export class NotDeleted extends Error {
  override readonly name = "NotDeleted";

  constructor(ref: KeyPairRef, why: string, options?: ErrorOptions) {
    super(`key pair ${place(ref)} was not deleted: ${why}`, options);
  }
}
