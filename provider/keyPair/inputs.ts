/** What a program asks for, as it is once check has let it through and every later step takes it. */
import type { Owner } from "../resource/owner";
import { nonEmpty, readTexts, type Properties } from "../resource/values";
import { algorithms, ecdsaCurves, type KeyShape } from "../sshKey/shape";

/** Where the pair's key comes from. */
export type KeyOrigin =
  | { readonly kind: "ecs" }
  | ({ readonly kind: "local" } & KeyShape)
  | { readonly kind: "given"; readonly publicKey: string };

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
}

/** Takes inputs out of properties that have passed check. */
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
