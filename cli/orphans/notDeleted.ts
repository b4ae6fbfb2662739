/** The error of an orphan that is not deleted. */
import type { KeyPairRef } from "../../provider/ecs/keyPairRef";
import { place } from "../../provider/resource/errors";

/** A pair was not deleted as an orphan. */
export class NotDeleted extends Error {
  override readonly name = "NotDeleted";

  constructor(ref: KeyPairRef, why: string, options?: ErrorOptions) {
    super(`key pair ${place(ref)} was not deleted: ${why}`, options);
  }
}
