// What the command `orphans` prints, for people and for machines.
import type { Orphan } from "../provider/keyPair/orphans";
import type { StackName } from "../provider/keyPair/tags";

/** Where was looked, as whom. */
export interface Search {
  readonly stack: StackName;
  readonly regionIds: readonly string[];
  /** Undefined where STS did not tell. */
  readonly accountId: string | undefined;
}

/** The listing for people: one line for each orphan, and what to do. */
export function listingText(orphans: readonly Orphan[], search: Search, nowMs: number): string {
  const stack = stackText(search.stack);
  if (orphans.length === 0) {
    return `No orphaned key pairs of ${stack}.\n${searchText(search)}\n`;
  }
  const count = orphans.length === 1 ? "1 orphaned key pair" : `${orphans.length} orphaned key pairs`;
  return [
    `${count} of ${stack}:`,
    ...orphans.map((orphan) => `  ${orphanText(orphan, nowMs)}`),
    "No state holds them: a private key that ECS or a run made for them is lost. Where a stack of this name is kept on another",
    "backend too, make sure that it does not hold them. Then, for each:",
    "  pulumi stack export | npx pulumi-alicloud-keypair orphans --delete NAME",
    searchText(search),
    "",
  ].join("\n");
}

/** The listing for machines. */
export function listingJson(orphans: readonly Orphan[], search: Search, nowMs: number): string {
  return json({ ...searchJson(search), orphans: orphans.map((orphan) => orphanJson(orphan, nowMs)) });
}

/** What is said after a deletion. */
export function deletionText(orphan: Orphan, nowMs: number): string {
  return `Deleted ${orphanText(orphan, nowMs)}\n`;
}

/** The same for machines. */
export function deletionJson(orphan: Orphan, search: Search, nowMs: number): string {
  return json({ ...searchJson(search), deleted: orphanJson(orphan, nowMs) });
}

function orphanText(orphan: Orphan, nowMs: number): string {
  const { keyPairName, regionId, creationTime, resourceName, owner, attempt, certain } = orphan;
  const made = creationTime === undefined ? "age unknown" : `${age(nowMs - Date.parse(creationTime))} old`;
  const whose = resourceName === undefined ? `owner ${owner}` : `resource ${resourceName}`;
  return [
    keyPairName,
    regionId,
    made,
    `${whose}${certain ? "" : " (perhaps another stack's)"}`,
    `attempt ${attempt}`,
    instancesText(orphan.instanceIds),
  ].join(", ");
}

function instancesText(instanceIds: readonly string[] | undefined): string {
  if (instanceIds === undefined) {
    return "instances unknown";
  }
  return instanceIds.length === 0 ? "no instances" : `bound to ${instanceIds.join(" ")}`;
}

/** ECS's times are exact to the minute. */
function age(ms: number): string {
  const minutes = minutesOf(ms);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** A clock that is a little behind ECS's makes nothing younger than new. */
function minutesOf(ms: number): number {
  return Math.max(0, Math.floor(ms / 60_000));
}

function searchText({ regionIds, accountId }: Search): string {
  const account = accountId === undefined ? "" : `, as account ${accountId}`;
  return `Searched ${regionIds.join(", ")}${account}. Pairs in other regions show with --region.`;
}

function searchJson({ stack, regionIds, accountId }: Search): object {
  return { ...stack, regionIds, accountId: accountId ?? null };
}

function orphanJson(orphan: Orphan, nowMs: number): object {
  const { keyPairName, regionId, owner, resourceName, certain, attempt, creationTime, instanceIds } = orphan;
  return {
    ...{ keyPairName, regionId, owner, certain, attempt },
    resourceName: resourceName ?? null,
    creationTime: creationTime ?? null,
    ageMinutes: creationTime === undefined ? null : minutesOf(nowMs - Date.parse(creationTime)),
    instanceIds: instanceIds ?? null,
  };
}

function stackText({ project, stack }: StackName): string {
  return `${project}/${stack}`;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
