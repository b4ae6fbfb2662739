// The rules for key pair names.
import { malformedKeyPairName } from "../api/errors";

// The widest reading of the documents: an English letter, then letters of any script, digits and four signs.
const wideName = /^[A-Za-z][\p{L}\p{M}\p{Nd}:_.-]{1,127}$/u;
const webAddress = /^https?:\/\//iu;

/**
 * Makes sure that a name keeps the rules.
 *
 * @throws {@link ApiError} InvalidKeyPairName.Malformed
 */
export function checkKeyPairName(name: string): string {
  if (!wideName.test(name) || webAddress.test(name)) throw malformedKeyPairName();
  return name;
}
