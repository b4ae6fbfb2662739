// DescribeKeyPairs.
import type { Cloud } from "../cloud/cloud";
import { checkRegion } from "../cloud/regions";
import { keyPairsIn, type KeyPair } from "../cloud/state";
import type { AnswerFields, Call } from "./call";
import { integer, isTrue, optional, required, type Parameters } from "./parameters";

/** Lists key pairs, a page at a time. */
export function describeKeyPairs(cloud: Cloud, { account, parameters }: Call): AnswerFields {
  const regionId = checkRegion(required(parameters, "RegionId"));
  const pageNumber = integer(parameters, "PageNumber", { default: 1, min: 1, max: 999_999_999 });
  const pageSize = integer(parameters, "PageSize", { default: 10, min: 1, max: 50 });
  const matches = keyPairFilter(parameters);
  const found = [...keyPairsIn(cloud.state, account.accountId, regionId).values()].filter(matches);
  const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  const withPublicKey = isTrue(parameters, "IncludePublicKey");
  return {
    PageNumber: pageNumber,
    PageSize: pageSize,
    TotalCount: found.length,
    KeyPairs: { KeyPair: page.map((keyPair) => describe(keyPair, withPublicKey)) },
  };
}

function keyPairFilter(parameters: Parameters): (keyPair: KeyPair) => boolean {
  const name = optional(parameters, "KeyPairName");
  return (keyPair) => name === undefined || keyPair.keyPairName === name;
}

function describe(keyPair: KeyPair, withPublicKey: boolean): AnswerFields {
  return {
    KeyPairName: keyPair.keyPairName,
    KeyPairFingerPrint: keyPair.fingerPrint,
    CreationTime: minutesIso(keyPair.creationTimeMs),
    ResourceGroupId: keyPair.resourceGroupId,
    Tags: { Tag: keyPair.tags.map((tag) => ({ TagKey: tag.key, TagValue: tag.value })) },
    ...(withPublicKey ? { PublicKey: keyPair.publicKey } : {}),
  };
}

/** @returns a time as the API writes it: to the minute, without seconds. */
function minutesIso(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16)}Z`;
}
