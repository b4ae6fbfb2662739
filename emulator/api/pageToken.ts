// NextToken: where a listing continues, opaque to the caller.

/** @returns the token for a place in a listing. */
export const pageToken = (place: string): string => Buffer.from(place).toString("base64url");

/**
 * Reads a token.
 *
 * @returns the place that {@link pageToken} was given
 * @throws the error that `invalid` creates, if the text is not a token
 */
export function readPageToken(token: string, invalid: () => Error): string {
  const place = Buffer.from(token, "base64url").toString();
  if (pageToken(place) !== token) throw invalid();
  return place;
}
