// TagResources, UntagResources and ListTagResources.
import type { Cloud } from "../cloud/cloud";
import { shelfOf, type KeyPair, type Place } from "../cloud/state";
import { checkTags, holdsTags, maxTags, mergeTags, type Tag } from "../cloud/tags";
import { checkRegion } from "../cloud/regions";
import type { ResponseFields, Call } from "./call";
import { pageToken, readPageToken } from "./pageToken";
import { isTrue, numberedList, optional, required, tagFilters, tagList } from "./parameters";
import {
  allTagsAndSome,
  invalidNextToken,
  missingTagParameter,
  tagFilterWithoutKey,
  tagQuotaExceeded,
  tooManyResources,
  tooManyTags,
  unknownResourceType,
  unknownTaggedResource,
  unmatchedTag,
} from "./tagErrors";

const resourcesPerCall = 50;
const tagsPerPage = 50;

/** Adds tags to all the named key pairs, or to none. */
export function tagResources(cloud: Cloud, call: Call): ResponseFields {
  const place = taggedPlace(cloud, call);
  const names = resourceIds(call);
  if (names.length === 0) throw missingTagParameter("ResourceIds");
  const added = tagList(call.parameters);
  if (added.length === 0) throw missingTagParameter("Tags");
  if (added.length > maxTags) throw tooManyTags();
  if (added.some(({ key, value }) => key === "" && value !== "")) throw unmatchedTag();
  checkTags(added, cloud.readings);
  const retagged = findKeyPairs(cloud, place, names).map((keyPair) => ({
    keyPair,
    tags: mergeTags(keyPair.tags, added),
  }));
  if (retagged.some(({ tags }) => tags.length > maxTags)) throw tagQuotaExceeded();
  for (const { keyPair, tags } of retagged) retag(cloud, place, keyPair, tags);
  return {};
}

/** Removes tags from all the named key pairs. */
export function untagResources(cloud: Cloud, call: Call): ResponseFields {
  const place = taggedPlace(cloud, call);
  const names = resourceIds(call);
  if (names.length === 0) throw missingTagParameter("ResourceIds");
  const keys = numberedList(call.parameters, "TagKey");
  if (keys.length > maxTags) throw tooManyTags();
  const all = isTrue(call.parameters, "All");
  if (all && keys.length > 0 && cloud.readings.untagAllWithKeys === "refused") throw allTagsAndSome();
  if (!all && keys.length === 0) throw missingTagParameter("Tags");
  for (const keyPair of findKeyPairs(cloud, place, names)) {
    const tags = keys.length === 0 ? [] : keyPair.tags.filter(({ key }) => !keys.includes(key));
    retag(cloud, place, keyPair, tags);
  }
  return {};
}

/** Lists the tags of key pairs, one entry for each tag. */
export function listTagResources(cloud: Cloud, call: Call): ResponseFields {
  const place = taggedPlace(cloud, call);
  const names = resourceIds(call);
  const wanted = tagFilters(call.parameters);
  if (wanted.length > maxTags) throw tooManyTags();
  if (wanted.some(({ key }) => key === "")) throw tagFilterWithoutKey();
  const token = optional(call.parameters, "NextToken");
  const after = token === undefined ? "" : readPageToken(token, invalidNextToken);
  const entries = [...shelfOf(cloud.state, place).keyPairs.values()]
    .filter(({ keyPairName }) => names.length === 0 || names.includes(keyPairName))
    .filter(({ tags }) => holdsTags(tags, wanted))
    .flatMap(({ keyPairName, tags }) =>
      tags.map((tag) => ({ keyPairName, tag, at: entryPlace(keyPairName, tag) })),
    )
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .filter(({ at }) => at > after);
  const page = entries.slice(0, tagsPerPage);
  const last = page.at(-1);
  return {
    NextToken: last !== undefined && entries.length > page.length ? pageToken(last.at) : "",
    TagResources: {
      TagResource: page.map(({ keyPairName, tag }) => ({
        ResourceId: keyPairName,
        ResourceType: "keypair",
        TagKey: tag.key,
        TagValue: tag.value,
      })),
    },
  };
}

// Names hold no line feed, so entries sort by name, then by tag.
const entryPlace = (keyPairName: string, tag: Tag): string => `${keyPairName}\n${tag.key}`;

function taggedPlace(cloud: Cloud, { account, parameters }: Call): Place {
  const regionId = checkRegion(required(parameters, "RegionId", missingTagParameter), cloud.readings);
  const type = required(parameters, "ResourceType", missingTagParameter);
  if (type !== "keypair") throw unknownResourceType();
  return { accountId: account.accountId, regionId };
}

function resourceIds({ parameters }: Call): string[] {
  const names = numberedList(parameters, "ResourceId");
  if (names.length > resourcesPerCall) throw tooManyResources();
  return names;
}

function findKeyPairs(cloud: Cloud, place: Place, names: readonly string[]): KeyPair[] {
  const { keyPairs } = shelfOf(cloud.state, place);
  return [...new Set(names)].map((name) => {
    const keyPair = keyPairs.get(name);
    if (keyPair === undefined) throw unknownTaggedResource();
    return keyPair;
  });
}

function retag(cloud: Cloud, place: Place, keyPair: KeyPair, tags: readonly Tag[]): void {
  const retagged = { ...keyPair, tags, earlierTags: keyPair.tags, tagsChangedMs: cloud.nowMs() };
  cloud.commit({ change: "keyPairPut", accountId: place.accountId, keyPair: retagged });
}
