/** Which resource of which stack a request is about. */
import { readUrn } from "../host/urn";
import { ownerText } from "../keyPair/owner";

/** The type that this plugin serves. */
export const keyPairType = "alicloud-keypair:index:KeyPair";

/**
 * The owner in one line, as the core takes it.
 *
 * @throws Error for a resource of another type
 */
export function keyPairOwner(urn: string): string {
  const read = readUrn(urn);
  if (read?.type !== keyPairType) {
    const type = read?.type ?? "";
    throw new Error(`alicloud-keypair has no resource ${type === "" ? "without a URN" : type}`);
  }
  return ownerText(read.owner);
}
