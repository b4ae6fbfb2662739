/** State shared by the calls of a plugin process: its configuration, its resources and functions, and how a call finds its own. */
import type { Configuration } from "../host/configuration";
import { readUrn } from "../host/urn";
import type { LogTarget } from "../host/reporter";
import type { Owner } from "../resource/owner";
import type { Invoke, Resource } from "../resource/resource";

/** A process's configuration and engine. */
export interface Session {
  readonly configuration: () => Configuration;
  readonly logTarget: (urn: string) => LogTarget;
  /** Whether the engine is gone. */
  readonly isAbandoned: () => boolean;
}

/** What a process serves. */
export interface Catalogue {
  readonly resources: readonly Resource[];
  readonly functions: ReadonlyMap<string, Invoke>;
}

/** The prefix of all type and function tokens. */
const prefix = "alicloud-keypair:index:";

/** The resource that a call concerns. */
export interface Subject {
  readonly resource: Resource;
  readonly owner: Owner;
}

/** @throws Error for a type of resource that the plugin does not serve */
export function subjectOf({ resources }: Catalogue, urn: string): Subject {
  const read = readUrn(urn);
  const resource = resources.find(({ name }) => read?.type === `${prefix}${name}`);
  if (read === undefined || resource === undefined) {
    const type = read?.type ?? "";
    throw new Error(type === "" ? "the URN is invalid" : `alicloud-keypair has no resource type ${type}`);
  }
  return { resource, owner: read.owner };
}

/** @throws Error for a function that the plugin does not serve */
export function functionOf({ functions }: Catalogue, token: string): Invoke {
  const found = token.startsWith(prefix) ? functions.get(token.slice(prefix.length)) : undefined;
  if (found === undefined) {
    throw new Error(`alicloud-keypair has no function ${token}`);
  }
  return found;
}

/**
 * The plugin's own input that lists the inputs that check filled in. It is always set, so that an existing resource's inputs are never
 * empty: check takes empty ones for a new resource. Pulumi hides properties that start with two underscores.
 */
export const defaultsKey = "__defaults";

/** The inputs that check filled in. */
export function filledIn(inputs: Readonly<Record<string, unknown>>): readonly string[] {
  const names = inputs[defaultsKey];
  return Array.isArray(names) ? names.map(String) : [];
}
