/** URNs: which resource of which stack a request is about. */
import { ownerText } from "../keyPair/inputs";

/** The type that this plugin serves. */
export const keyPairType = "alicloud-keypair:index:KeyPair";

/** A resource as its URN names it. */
export interface Urn {
  /** Without its parents' types. */
  readonly type: string;
  /** Project, stack and resource name in one line, as the core takes them. */
  readonly owner: string;
}

/** Reads a URN: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. The name may hold colons. */
export function readUrn(urn: string): Urn {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return {
    type: types.slice(types.lastIndexOf("$") + 1),
    owner: ownerText({ project, stack, name: name.join("::") }),
  };
}

/** @throws Error for a resource of another type */
export function assertKeyPair(urn: string): void {
  const { type } = readUrn(urn);
  if (type !== keyPairType) {
    throw new Error(`alicloud-keypair has no resource ${type === "" ? "without a URN" : type}`);
  }
}
