/** Access keys set directly in stack configuration or the environment: each must be complete in one place. */
import type { AccessKey } from "../rpc/call";
import { CredentialsError, type ConfigurationSource, type Namespace } from "./source";

/** The three settings of one place that form an access key. */
export interface KeyPlace {
  readonly accessKey: Part;
  readonly secretKey: Part;
  readonly securityToken: Part;
}

interface Part {
  /** The name used in messages. */
  readonly name: string;
  readonly value: string | undefined;
}

type PartKind = keyof KeyPlace;

/** The settings in a namespace of the stack configuration. */
export function namespacePlace({ nameOf, valueOf }: Namespace): KeyPlace {
  const part = (key: string): Part => ({ name: nameOf(key), value: valueOf(key) });
  return {
    accessKey: part("accessKey"),
    secretKey: part("secretKey"),
    securityToken: part("securityToken"),
  };
}

/** The settings in the environment: one place for each family of variables. */
export function environmentPlaces({ environment }: ConfigurationSource): KeyPlace[] {
  const part = (name: string): Part => ({ name, value: environment[name] });
  return [
    {
      accessKey: part("ALICLOUD_ACCESS_KEY"),
      secretKey: part("ALICLOUD_SECRET_KEY"),
      securityToken: part("ALICLOUD_SECURITY_TOKEN"),
    },
    {
      accessKey: part("ALIBABA_CLOUD_ACCESS_KEY_ID"),
      secretKey: part("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
      securityToken: part("ALIBABA_CLOUD_SECURITY_TOKEN"),
    },
  ];
}

/**
 * Reads the access key of a place; undefined if none of its settings is set.
 *
 * @param others - other places that may contain the missing part, for the message
 * @throws {@link CredentialsError} if only some are set: another place's settings may belong to another account
 */
export function givenKey(place: KeyPlace, others: readonly KeyPlace[]): AccessKey | undefined {
  const [accessKeyId, accessKeySecret, securityToken] = kinds.map((kind) => valueOf(place, kind));
  if (accessKeyId === undefined && accessKeySecret === undefined && securityToken === undefined) {
    return undefined;
  }
  if (accessKeyId === undefined || accessKeySecret === undefined) {
    throw new CredentialsError(incompleteMessage(place, others));
  }
  const strayToken = securityToken === undefined ? others.find(hasTokenOnly) : undefined;
  if (strayToken !== undefined) {
    throw new CredentialsError(elsewhereMessage(place, "securityToken", strayToken));
  }
  return { accessKeyId, accessKeySecret, ...(securityToken !== undefined && { securityToken }) };
}

const kinds = ["accessKey", "secretKey", "securityToken"] as const;

const words: Readonly<Record<PartKind, string>> = {
  accessKey: "access key",
  secretKey: "secret key",
  securityToken: "security token",
};

/** An empty string counts as unset. */
function valueOf(place: KeyPlace, kind: PartKind): string | undefined {
  const { value } = place[kind];
  return value === "" ? undefined : value;
}

function isComplete(place: KeyPlace): boolean {
  return valueOf(place, "accessKey") !== undefined && valueOf(place, "secretKey") !== undefined;
}

/** A token without a key in its place can only belong to a key elsewhere. */
function hasTokenOnly(place: KeyPlace): boolean {
  return kinds.every((kind) => (valueOf(place, kind) !== undefined) === (kind === "securityToken"));
}

function incompleteMessage(place: KeyPlace, others: readonly KeyPlace[]): string {
  const missing = valueOf(place, "accessKey") === undefined ? "accessKey" : "secretKey";
  const other = others.find((each) => valueOf(each, missing) !== undefined);
  if (other !== undefined && !isComplete(other)) {
    return elsewhereMessage(place, missing, other);
  }
  const isSet = `${firstSet(place)} is set, but ${place[missing].name} is not`;
  return other === undefined
    ? `${isSet}. Set both`
    : `${isSet}. Set both, or unset ${firstSet(place)} to use ${other.accessKey.name} and ${other.secretKey.name}`;
}

function elsewhereMessage(place: KeyPlace, missing: PartKind, other: KeyPlace): string {
  return (
    `${firstSet(place)} is set, but its ${words[missing]} is only in ${other[missing].name}. ` +
    "Set both in the same place"
  );
}

/** The name of the first setting of a place that is set. */
function firstSet(place: KeyPlace): string {
  const kind = kinds.find((each) => valueOf(place, each) !== undefined) ?? "accessKey";
  return place[kind].name;
}
