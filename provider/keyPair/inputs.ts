/** The key pair's inputs, as check lets them through and as every later step takes them. */

/** Property values without any host's wire form. */
export type Properties = Readonly<Record<string, unknown>>;

/** Durations such as `"5m"`, as in Pulumi's option of this name. */
export interface CustomTimeouts {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
}

/** What a program asked for, checked and known. */
export interface KeyPairInputs {
  /** Absent: create makes a name, and the pair keeps it as long as it lives. */
  readonly keyPairName?: string;
  /** Absent: create takes the default of that moment, and the pair keeps it as long as it lives. */
  readonly regionId?: string;
  /** Project, stack and resource name, for the owner tag and for generated names. */
  readonly owner: Owner;
  readonly customTimeouts?: CustomTimeouts;
}

/** Who asked for the pair. */
export interface Owner {
  readonly project: string;
  readonly stack: string;
  readonly name: string;
}

/** The names of the inputs that a program may set. */
export const argumentNames = ["keyPairName", "regionId"] as const;

/** Takes inputs out of properties that have passed check. */
export function readInputs(properties: Properties): KeyPairInputs {
  const keyPairName = nonEmpty(properties["keyPairName"]);
  const regionId = nonEmpty(properties["regionId"]);
  const customTimeouts = readTimeouts(properties["customTimeouts"]);
  return {
    owner: readOwner(properties["owner"]),
    ...(keyPairName !== undefined && { keyPairName }),
    ...(regionId !== undefined && { regionId }),
    ...(customTimeouts !== undefined && { customTimeouts }),
  };
}

/** An owner in one line: it is kept in state twice, where every byte counts. */
export function ownerText({ project, stack, name }: Owner): string {
  return `${project}/${stack}/${name}`;
}

function readOwner(value: unknown): Owner {
  const [project = "", stack = "", ...name] = typeof value === "string" ? value.split("/") : [];
  return { project, stack, name: name.join("/") };
}

function readTimeouts(value: unknown): CustomTimeouts | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const durations = Object.entries(value).filter(([, duration]) => typeof duration === "string");
  return Object.fromEntries(durations);
}

/** An empty string counts as absent: programs pass one where a variable is not set. */
export function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
