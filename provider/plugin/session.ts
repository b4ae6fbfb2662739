/** What the calls of one plugin process go by: its configuration, its resources, and which of them a call is about. */
import type { Configuration } from "../host/configuration";
import { readUrn } from "../host/urn";
import type { Speaker } from "../host/reporter";
import type { Owner } from "../resource/owner";
import type { Invoke, Resource } from "../resource/resource";

/** The settings of a process and its engine. */
export interface Session {
  readonly configuration: () => Configuration;
  readonly speaker: (urn: string) => Speaker;
  /** Whether the engine is gone. */
  readonly isAbandoned: () => boolean;
}

/** What a process serves. */
export interface Catalogue {
  readonly resources: readonly Resource[];
  readonly functions: ReadonlyMap<string, Invoke>;
}

/** How the names of all types and functions begin. */
const prefix = "alicloud-keypair:index:";

/** A resource that a call is about. */
export interface Subject {
  readonly resource: Resource;
  readonly owner: Owner;
}

/** @throws Error for a resource of a type that is not served */
export function subjectOf({ resources }: Catalogue, urn: string): Subject {
  const read = readUrn(urn);
  const resource = resources.find(({ name }) => read?.type === `${prefix}${name}`);
  if (read === undefined || resource === undefined) {
    const type = read?.type ?? "";
    throw new Error(`alicloud-keypair has no resource ${type === "" ? "without a URN" : type}`);
  }
  return { resource, owner: read.owner };
}

/** @throws Error for a function that is not served */
export function functionOf({ functions }: Catalogue, token: string): Invoke {
  const found = token.startsWith(prefix) ? functions.get(token.slice(prefix.length)) : undefined;
  if (found === undefined) {
    throw new Error(`alicloud-keypair has no function ${token}`);
  }
  return found;
}

/**
 * An input of the plugin's own that names what check filled in. It is always there, so that the inputs of a living resource are never
 * empty, which is what check takes a new one for. Pulumi hides properties with two underscores in front.
 */
export const defaultsKey = "__defaults";

/** Which inputs check filled in. */
export function filledIn(inputs: Readonly<Record<string, unknown>>): readonly string[] {
  const names = inputs[defaultsKey];
  return Array.isArray(names) ? names.map(String) : [];
}
