/** Finds the key pairs that a lookup asks for and, if it does, their instances, in as few calls as the API allows. */
import type { EcsApi } from "../ecs/api";
import type { DescribedInstance } from "../ecs/instanceApi";
import { advising } from "../resource/advice";
import type { Invoke } from "../resource/resource";
import { chunksOf } from "../resource/values";
import type { Operation } from "../rpc/operation";
import { parsePublicKey } from "../sshKey/publicKey";
import { keyPairAdvice } from "./advice";
import type { Lookup } from "./lookup";
import { matcherOf, type Candidate } from "./match";
import { toTags, userTags } from "./tags";

/** An instance that a found key pair is bound to. */
interface FoundInstance {
  readonly instanceId: string;
  readonly instanceName: string;
  readonly status: string;
}

/** A key pair as programs receive it. Optional properties are those that ECS may not return. */
export interface FoundKeyPair {
  readonly keyPairName: string;
  readonly regionId: string;
  readonly fingerPrint: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly publicKey?: string;
  readonly publicKeyFingerprintSha256?: string;
  readonly algorithm?: string;
  readonly createTime?: string;
  readonly resourceGroupId?: string;
  /** Only if asked for. */
  readonly instances?: readonly FoundInstance[];
}

/** A lookup with what it takes to carry it out. */
export interface Search {
  readonly lookup: Lookup;
  readonly regionId: string;
  readonly ecs: EcsApi;
  readonly operation: Operation;
}

/** @throws Error where neither the arguments nor the configuration name a region */
export async function openSearch(context: Parameters<Invoke>[0], lookup: Lookup): Promise<Search> {
  const regionId = context.regionOf(lookup.regionId);
  return {
    lookup,
    regionId,
    ecs: advising(await context.ecs(), keyPairAdvice),
    operation: context.operation,
  };
}

/** The key pairs that meet every condition, sorted by name, without their instances. */
export async function findKeyPairs({ lookup, regionId, ecs, operation }: Search): Promise<FoundKeyPair[]> {
  const { keyPairName, namePattern, tags, resourceGroupId } = lookup;
  const filter = {
    keyPairName: keyPairName ?? namePattern,
    tags: tags && toTags(tags),
    resourceGroupId,
  };
  const listed = await ecs.findKeyPairs(regionId, filter, operation);
  return listed
    .map((pair) => ({ pair, key: parsePublicKey(pair.publicKey) }))
    .filter(matcherOf(lookup))
    .map((candidate) => foundKeyPair(regionId, candidate))
    .sort((one, other) => (one.keyPairName < other.keyPairName ? -1 : 1));
}

function foundKeyPair(regionId: string, { pair, key }: Candidate): FoundKeyPair {
  const { keyPairName, keyPairFingerPrint = "", creationTime, resourceGroupId } = pair;
  return {
    keyPairName,
    regionId,
    fingerPrint: keyPairFingerPrint,
    tags: userTags(pair),
    ...(key !== undefined && {
      publicKey: key.openSsh,
      publicKeyFingerprintSha256: key.sha256,
      algorithm: key.type.toUpperCase(),
    }),
    ...(creationTime !== undefined && { createTime: creationTime }),
    ...(resourceGroupId !== undefined && { resourceGroupId }),
  };
}

/** The key pairs, each with the instances that are bound to it if the lookup asks for them. */
export async function withInstances(
  search: Search,
  keyPairs: readonly FoundKeyPair[],
): Promise<readonly FoundKeyPair[]> {
  if (!search.lookup.includeInstances || keyPairs.length === 0) {
    return keyPairs;
  }
  const bound = await boundInstances(
    search,
    keyPairs.map(({ keyPairName }) => keyPairName),
  );
  const byName = new Map<string | undefined, FoundInstance[]>();
  for (const { keyPairName, instanceId, instanceName = "", status } of bound) {
    const others = byName.get(keyPairName) ?? [];
    byName.set(keyPairName, others);
    others.push({ instanceId, instanceName, status });
  }
  return keyPairs.map((pair) => ({ ...pair, instances: byName.get(pair.keyPairName) ?? [] }));
}

/** How many key pairs' instances are requested in parallel. */
const pairsAtOnce = 10;

/**
 * ECS lists the instances of one key pair, or of the whole region. For several pairs the region's listing is cheaper if it has at
 * most as many pages as there are pairs. With a NextToken, ECS does not say how many pages there are. So the listing is started and
 * given up when it gets longer than that: it takes at most twice the calls of the cheaper way.
 */
async function boundInstances(
  { ecs, regionId, operation }: Search,
  names: readonly string[],
): Promise<DescribedInstance[]> {
  const all = names.length > 1 ? await ecs.listAllInstances(regionId, names.length, operation) : undefined;
  if (all !== undefined) {
    return all;
  }
  const found: DescribedInstance[] = [];
  for (const some of chunksOf(names, pairsAtOnce)) {
    const lists = await Promise.all(
      some.map((keyPairName) => ecs.listInstances(regionId, { keyPairName }, operation)),
    );
    found.push(...lists.flat());
  }
  return found;
}
