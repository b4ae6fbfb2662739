/** Decides whether a key pair is one that a lookup asks for: ECS's own filters only narrow the listing. */
import type { DescribedKeyPair } from "../ecs/api";
import { parsePublicKey, type PublicKey } from "../sshKey/publicKey";
import type { Lookup } from "./lookup";
import { sameFingerPrint } from "./state";

/** A key pair of a listing, with its public key where ECS returned a readable one. */
export interface Candidate {
  readonly pair: DescribedKeyPair;
  readonly key: PublicKey | undefined;
}

/** Opens the test of a lookup's conditions. */
export function matcherOf(lookup: Lookup): (candidate: Candidate) => boolean {
  const { keyPairName, namePattern, resourceGroupId, tags } = lookup;
  const fingerPrint = lookup.fingerPrint?.replace(/^MD5:/i, "");
  const sha256 = lookup.publicKeyFingerprintSha256?.replace("=", "");
  const openSsh = parsePublicKey(lookup.publicKey)?.openSsh;
  const wantedTags = Object.entries(tags ?? {});
  return ({ pair, key }) =>
    (keyPairName === undefined || pair.keyPairName === keyPairName) &&
    (namePattern === undefined || fitsPattern(pair.keyPairName, namePattern)) &&
    (fingerPrint === undefined || sameFingerPrint(pair.keyPairFingerPrint ?? "", fingerPrint)) &&
    (sha256 === undefined || key?.sha256 === sha256) &&
    (openSsh === undefined || key?.openSsh === openSsh) &&
    wantedTags.every(([key, value]) => pair.tags.some((tag) => tag.key === key && tag.value === value)) &&
    (resourceGroupId === undefined || pair.resourceGroupId === resourceGroupId);
}

/** Whether a name fits a pattern, in which each `*` stands for any characters, or none. */
export function fitsPattern(name: string, pattern: string): boolean {
  const [start = "", ...others] = pattern.split("*");
  const end = others.pop();
  if (end === undefined) {
    return name === pattern;
  }
  if (!name.startsWith(start)) {
    return false;
  }
  let rest = name.slice(start.length);
  // The first place that fits is the best one: it leaves the most for the parts that follow.
  for (const part of others) {
    const index = rest.indexOf(part);
    if (index < 0) {
      return false;
    }
    rest = rest.slice(index + part.length);
  }
  return rest.endsWith(end);
}
