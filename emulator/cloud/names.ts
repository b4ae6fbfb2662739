// The rules for key pair names.
import { malformedKeyPairName } from "../api/errors";
import type { Readings } from "../readings";

// The wide reading takes a Chinese letter for a letter at the beginning too.
const forms: Readonly<Record<Readings["keyPairNames"], RegExp>> = {
  wide: /^[A-Za-z\p{Script=Han}][\p{L}\p{M}\p{Nd}:_.-]{1,127}$/u,
  narrow: /^[A-Za-z][A-Za-z0-9:_-]{1,127}$/u,
};
const webAddress = /^https?:\/\//iu;

/**
 * Checks that a name follows the rules.
 *
 * @throws {@link ApiError} InvalidKeyPairName.Malformed
 */
export function checkKeyPairName(name: string, readings: Readings): string {
  if (!forms[readings.keyPairNames].test(name) || webAddress.test(name)) throw malformedKeyPairName();
  return name;
}
