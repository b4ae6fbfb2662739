/** The program's inputs, as they pass check and every later step uses them. */
import type { Owner } from "../resource/owner";
import { nonEmpty, readTexts, type Properties } from "../resource/values";
import { algorithms, ecdsaCurves, type KeyShape } from "../sshKey/shape";

/** Where the pair's key comes from. */
export type KeyOrigin =
  | { readonly kind: "ecs" }
  | ({ readonly kind: "local" } & KeyShape)
  | { readonly kind: "given"; readonly publicKey: string };

/** The program's inputs, checked and fully known. */
export interface KeyPairInputs {
  /** Unset: create generates a name, which the pair keeps for life. */
  readonly keyPairName?: string;
  /** Unset: create uses the default at that time, which the pair keeps for life. */
  readonly regionId?: string;
  readonly key: KeyOrigin;
  /** Unset: ECS's default group at create, and no change later. */
  readonly resourceGroupId?: string;
  /** Unset counts as empty, except that an adopted pair keeps its tags. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly adopt: boolean;
  readonly detachOnDelete: boolean;
  /** The attempt of a pair that a killed run left, which create may delete. */
  readonly recoverOrphan?: string;
  readonly ownerTags: boolean;
  /** For the owner tag and for generated names. */
  readonly owner: Owner;
}

/** Reads inputs from properties that have passed check. */
export function readInputs(properties: Properties, owner: Owner): KeyPairInputs {
  const text = (name: string): Record<string, string> => {
    const value = nonEmpty(properties[name]);
    return value === undefined ? {} : { [name]: value };
  };
  const tags = readTexts(properties["tags"]);
  return {
    ...text("keyPairName"),
    ...text("regionId"),
    ...text("resourceGroupId"),
    ...text("recoverOrphan"),
    ...(tags !== undefined && { tags }),
    key: readKey(properties),
    adopt: properties["adopt"] === true,
    detachOnDelete: properties["detachOnDelete"] === true,
    ownerTags: properties["ownerTags"] !== false,
    owner,
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
