/** The key pair's inputs, as check lets them through and as every later step takes them. */
import { readOwner, type Owner } from "./owner";

/** Property values without any host's wire form. */
export type Properties = Readonly<Record<string, unknown>>;

/** Durations such as `"5m"`, as in Pulumi's option of this name. */
export interface CustomTimeouts {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
}

/** What `algorithm` may be; the first is the default. */
export const algorithms = ["RSA", "ECDSA", "ED25519"] as const;

/** What `rsaBits` may be. */
export const rsaSizes = [2048, 3072, 4096] as const;

/** What `ecdsaCurve` may be; the first is the default. */
export const ecdsaCurves = ["P256", "P384", "P521"] as const;

/** A key to make on this machine. What is absent takes its default when the pair is made. */
export interface LocalKey {
  readonly kind: "local";
  readonly algorithm?: (typeof algorithms)[number];
  readonly rsaBits?: number;
  readonly ecdsaCurve?: (typeof ecdsaCurves)[number];
}

/** Where the pair's key comes from. */
export type KeyOrigin =
  { readonly kind: "ecs" } | LocalKey | { readonly kind: "given"; readonly publicKey: string };

/** What a program asked for, checked and known. */
export interface KeyPairInputs {
  /** Absent: create makes a name, and the pair keeps it as long as it lives. */
  readonly keyPairName?: string;
  /** Absent: create takes the default of that moment, and the pair keeps it as long as it lives. */
  readonly regionId?: string;
  readonly key: KeyOrigin;
  /** Absent: ECS's default group at create; afterwards the pair stays where it is. */
  readonly resourceGroupId?: string;
  /** Absent is as good as none, but for an adopted pair: that one keeps its tags then. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly adopt: boolean;
  readonly detachOnDelete: boolean;
  /** The attempt of a pair that a killed run has left, which create may delete. */
  readonly recoverOrphan?: string;
  readonly ownerTags: boolean;
  /** For the owner tag and for generated names. */
  readonly owner: Owner;
  readonly customTimeouts?: CustomTimeouts;
}

/** The names of the inputs that a program may set. */
export const argumentNames = [
  "keyPairName",
  "regionId",
  "publicKey",
  "keySource",
  "algorithm",
  "rsaBits",
  "ecdsaCurve",
  "resourceGroupId",
  "tags",
  "adopt",
  "detachOnDelete",
  "recoverOrphan",
  "ownerTags",
] as const;

/** What the dynamic host's class passes on of Pulumi's options for diff alone. It is never compared and never an output. */
export const replaceOnChangesName = "replaceOnChanges";

/** The inputs that outputs repeat, because delete and read are given outputs alone. Their change needs no API call. */
export const carriedNames = [
  "owner",
  "customTimeouts",
  "adopt",
  "detachOnDelete",
  "recoverOrphan",
  "ownerTags",
] as const;

/** Takes inputs out of properties that have passed check. */
export function readInputs(properties: Properties): KeyPairInputs {
  const text = (name: string): Record<string, string> => {
    const value = nonEmpty(properties[name]);
    return value === undefined ? {} : { [name]: value };
  };
  const customTimeouts = readTexts(properties["customTimeouts"]);
  const tags = readTexts(properties["tags"]);
  return {
    ...text("keyPairName"),
    ...text("regionId"),
    ...text("resourceGroupId"),
    ...text("recoverOrphan"),
    ...(tags !== undefined && { tags }),
    ...(customTimeouts !== undefined && { customTimeouts }),
    key: readKey(properties),
    adopt: properties["adopt"] === true,
    detachOnDelete: properties["detachOnDelete"] === true,
    ownerTags: properties["ownerTags"] !== false,
    owner: readOwner(properties["owner"]),
  };
}

function readKey(properties: Properties): KeyOrigin {
  const publicKey = nonEmpty(properties["publicKey"]);
  if (publicKey !== undefined) {
    return { kind: "given", publicKey };
  }
  if (properties["keySource"] !== "local") {
    return { kind: "ecs" };
  }
  const { rsaBits } = properties;
  const algorithm = algorithms.find((known) => known === properties["algorithm"]);
  const ecdsaCurve = ecdsaCurves.find((known) => known === properties["ecdsaCurve"]);
  return {
    kind: "local",
    ...(algorithm !== undefined && { algorithm }),
    ...(typeof rsaBits === "number" && { rsaBits }),
    ...(ecdsaCurve !== undefined && { ecdsaCurve }),
  };
}

/** Takes a map of texts apart from whatever else a map holds. */
export function readTexts(value: unknown): Record<string, string> | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

/** An empty string counts as absent: programs pass one where a variable is not set. */
export function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
