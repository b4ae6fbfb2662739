/** URNs: which resource of which stack a request is about. */
import { ownerText } from "../keyPair/owner";

/** The type that this plugin serves. */
export const keyPairType = "alicloud-keypair:index:KeyPair";

/** A resource as its URN names it. */
export interface Urn {
  /** Without its parents' types. */
  readonly type: string;
  /** In one line, as the core takes it. */
  readonly owner: string;
}

/** Reads a URN: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. The name may hold colons. */
export function readUrn(urn: string): Urn {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  const end = types.lastIndexOf("$");
  return {
    type: types.slice(end + 1),
    owner: ownerText({ project, stack, parents: types.slice(0, Math.max(end, 0)), name: name.join("::") }),
  };
}

/** @throws Error for a resource of another type */
export function assertKeyPair(urn: string): void {
  const { type } = readUrn(urn);
  if (type !== keyPairType) {
    throw new Error(`alicloud-keypair has no resource ${type === "" ? "without a URN" : type}`);
  }
}
