// NextToken: where a listing goes on, opaque to the caller.

/** @returns the token that names a place in a listing. */
export const pageToken = (place: string): string => Buffer.from(place).toString("base64url");

/**
 * Reads a token.
 *
 * @returns the place that {@link pageToken} was given
 * @throws what `invalid` makes, for a text that is no token
 */
export function readPageToken(token: string, invalid: () => Error): string {
  const place = Buffer.from(token, "base64url").toString();
  if (pageToken(place) !== token) throw invalid();
  return place;
}
