/** URNs, as the engine and a stack's export write them. */
import type { Owner } from "../resource/owner";

/** A resource as its URN names it. */
export interface Urn {
  /** Without its parents' types. */
  readonly type: string;
  readonly owner: Owner;
}

/** Reads a URN, `urn:pulumi:STACK::PROJECT::PARENTS$TYPE::NAME`; undefined for any other text. The name may contain colons. */
export function readUrn(urn: string): Urn | undefined {
  const [start = "", project = "", types = "", ...name] = urn.split("::");
  const stack = start.replace(/^urn:pulumi:/, "");
  if (stack === start || stack === "" || project === "") {
    return undefined;
  }
  const end = types.lastIndexOf("$");
  const parents = types.slice(0, Math.max(end, 0));
  return { type: types.slice(end + 1), owner: { project, stack, parents, name: name.join("::") } };
}
