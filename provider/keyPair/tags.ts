/** The provider's own two tags on a key pair: whose it is, and which request made it. */
import { createHash } from "node:crypto";
import type { DescribedKeyPair, Tag } from "../ecs/api";
import { ownerText, type Owner } from "./inputs";

const ownerKey = "pulumi-alicloud-keypair:owner";
const attemptKey = "pulumi-alicloud-keypair:attempt";
const maxValueLength = 128;

/** The tags that go with a create's own request, so that even a lost answer leaves a pair that tells whose it is. */
export function ownTags(owner: Owner, attempt: string): Tag[] {
  return [
    { key: ownerKey, value: ownerTag(owner) },
    { key: attemptKey, value: attempt },
  ];
}

/** The owner as the tag spells it: readable, hashed only where it would be too long for a tag. */
export function ownerTag(owner: Owner): string {
  const text = ownerText(owner);
  if (text.length <= maxValueLength) {
    return text;
  }
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 32);
  return `${text.slice(0, maxValueLength - hash.length - 1)}#${hash}`;
}

/** Who a live pair says it belongs to. */
export function ownerOf(pair: DescribedKeyPair): string | undefined {
  return valueOf(pair, ownerKey);
}

/** Which request made a live pair. */
export function attemptOf(pair: DescribedKeyPair): string | undefined {
  return valueOf(pair, attemptKey);
}

function valueOf(pair: DescribedKeyPair, key: string): string | undefined {
  return pair.tags.find((tag) => tag.key === key)?.value;
}
