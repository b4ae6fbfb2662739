// DescribeKeyPairs.
import type { Cloud } from "../cloud/cloud";
import { defaultResourceGroup } from "../cloud/resourceGroups";
import { shelfOf, type KeyPair } from "../cloud/state";
import { holdsTags } from "../cloud/tags";
import { minutesIso, placeOf, type ResponseFields, type Call } from "./call";
import { integer, isTrue, optional, tagFilters } from "./parameters";

/** Lists key pairs, a page at a time. */
export function describeKeyPairs(cloud: Cloud, call: Call): ResponseFields {
  const { parameters } = call;
  const { keyPairs } = shelfOf(cloud.state, placeOf(cloud, call));
  const pageNumber = integer(parameters, "PageNumber", { default: 1, min: 1, max: 999_999_999 });
  const pageSize = integer(parameters, "PageSize", { default: 10, min: 1, max: 50 });
  const found = asListed(cloud, [...keyPairs.values()]).filter(keyPairFilter(cloud, call));
  const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  const withPublicKey = isTrue(parameters, "IncludePublicKey");
  return {
    PageNumber: pageNumber,
    PageSize: pageSize,
    TotalCount: found.length,
    KeyPairs: { KeyPair: page.map((keyPair) => describe(keyPair, withPublicKey)) },
  };
}

/** Leaves out what a lagging listing does not show yet. */
function asListed(cloud: Cloud, keyPairs: readonly KeyPair[]): KeyPair[] {
  const { newKeyPairLagMs, tagLagMs } = cloud.listingLag();
  const nowMs = cloud.nowMs();
  return keyPairs
    .filter(({ creationTimeMs }) => nowMs - creationTimeMs >= newKeyPairLagMs)
    .map((keyPair) =>
      nowMs - keyPair.tagsChangedMs >= tagLagMs ? keyPair : { ...keyPair, tags: keyPair.earlierTags },
    );
}

function keyPairFilter(cloud: Cloud, { account, parameters }: Call): (keyPair: KeyPair) => boolean {
  const name = optional(parameters, "KeyPairName");
  const matchesName = name === undefined ? () => true : nameFilter(name);
  const fingerPrint = optional(parameters, "KeyPairFingerPrint");
  const resourceGroupId = optional(parameters, "ResourceGroupId");
  const defaultGroup = defaultResourceGroup(account.accountId);
  const tags = tagFilters(parameters);
  const inGroup = (keyPair: KeyPair): boolean =>
    resourceGroupId === undefined ||
    keyPair.resourceGroupId === resourceGroupId ||
    (cloud.readings.defaultResourceGroup === "always" && keyPair.resourceGroupId === defaultGroup);
  return (keyPair) =>
    matchesName(keyPair.keyPairName) &&
    (fingerPrint === undefined || bare(keyPair.fingerPrint) === bare(fingerPrint)) &&
    inGroup(keyPair) &&
    holdsTags(keyPair.tags, tags);
}

function nameFilter(pattern: string): (name: string) => boolean {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    for (const part of others) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= name.length - last.length;
  };
}

const bare = (fingerPrint: string): string => fingerPrint.replaceAll(":", "").toLowerCase();

function describe(keyPair: KeyPair, withPublicKey: boolean): ResponseFields {
  return {
    KeyPairName: keyPair.keyPairName,
    KeyPairFingerPrint: keyPair.fingerPrint,
    CreationTime: minutesIso(keyPair.creationTimeMs),
    ResourceGroupId: keyPair.resourceGroupId,
    Tags: { Tag: keyPair.tags.map((tag) => ({ TagKey: tag.key, TagValue: tag.value })) },
    ...(withPublicKey ? { PublicKey: keyPair.publicKey } : {}),
  };
}
