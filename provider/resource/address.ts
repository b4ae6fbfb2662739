/** The ids that users give to read or import what is about one key pair. */
import type { KeyPairRef } from "../ecs/keyPairRef";
import type { Context } from "./resource";
import { nonEmpty, type Properties } from "./values";

/**
 * The key pair that an id names, `NAME` or `REGION/NAME`: neither a region id nor a name can contain a slash.
 *
 * @param what - the resource, as named in messages: "a key pair"
 * @throws Error where the id has no name
 */
export function keyPairAt(
  id: string,
  what: string,
  inputs: Properties,
  regionOf: Context["regionOf"],
): KeyPairRef {
  const slash = id.indexOf("/");
  const keyPairName = id.slice(slash + 1);
  if (keyPairName === "") {
    throw new Error(`the id of ${what} to read or import must be NAME or REGION/NAME`);
  }
  const regionId = nonEmpty(id.slice(0, Math.max(slash, 0))) ?? nonEmpty(inputs["regionId"]);
  return { keyPairName, regionId: regionOf(regionId) };
}
