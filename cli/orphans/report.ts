// What the command `orphans` prints, as text and as JSON.
import type { Orphan, TaggedPair } from "./orphans";
import { readTag, resourceText, stackText, type StackName } from "../../provider/resource/owner";
import type { States } from "./states";

/** What a listing found, where, and with which account. */
export interface Listing {
  readonly orphans: readonly Orphan[];
  /** Pairs that no state holds, of stacks that were not read. */
  readonly others: readonly TaggedPair[];
  /** How many pairs carry our tags. If none does, no state was read. */
  readonly candidates: number;
  /** The stack that --owner names. */
  readonly owner: StackName | undefined;
  readonly states: States;
  readonly regionIds: readonly string[];
  /** Undefined where STS did not return it. */
  readonly accountId: string | undefined;
}

/** The listing as text: one line for each orphan, and what to do. */
export function listingText(listing: Listing, nowMs: number): string {
  const { orphans, candidates } = listing;
  const head =
    candidates === 0
      ? [`No key pair carries this provider's tags${forOwner(listing)}.`]
      : orphans.length === 0
        ? [`No orphaned key pairs${forOwner(listing)}.`]
        : orphansText(orphans, nowMs);
  const states = candidates === 0 ? [] : [...readText(listing), ...othersText(listing)];
  return [...head, ...states, searchText(listing), ""].join("\n");
}

function forOwner({ owner }: Listing): string {
  return owner === undefined ? "" : ` for ${stackText(owner)}`;
}

function orphansText(orphans: readonly Orphan[], nowMs: number): string[] {
  const count = orphans.length === 1 ? "1 key pair is" : `${orphans.length} key pairs are`;
  return [
    `${count} in none of the states that were read:`,
    ...orphans.map((orphan) => `  ${orphanText(orphan, nowMs)}`),
    "A killed run, or a resource removed with retainOnDelete, may have left them. Their private keys are in none of these states.",
    "To delete one:",
    "  npx pulumi-alicloud-keypair orphans --delete NAME",
  ];
}

function readText({ states: { stacks, unread } }: Listing): string[] {
  const read = stacks.length === 0 ? "none" : stacks.map(stackText).join(", ");
  return [
    `Read: ${read}. Stacks on other backends, and those that this login can't see, were not read.`,
    ...unread.map((stack) => `Not read: ${stackText(stack)} (${stack.reason})`),
  ];
}

function othersText({ others }: Listing): string[] {
  if (others.length === 0) {
    return [];
  }
  const counts = countsByStack(others);
  const stacks = [...counts].map(([stack, count]) => `${stack} (${count})`).join(", ");
  const pairs = others.length === 1 ? "1 more pair carries tags" : `${others.length} more pairs carry tags`;
  return [`${pairs} of stacks that were not read: ${stacks}. Use --owner PROJECT/STACK to list them.`];
}

function countsByStack(others: readonly TaggedPair[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { owner } of others) {
    const { stack } = readTag(owner);
    const name = stack === undefined ? owner : stackText(stack);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** The listing as JSON. */
export function listingJson(listing: Listing, nowMs: number): string {
  const { orphans, others, states, regionIds, accountId } = listing;
  return json({
    regionIds,
    accountId: accountId ?? null,
    read: states.stacks.map(stackText),
    unread: states.unread.map((stack) => ({ stack: stackText(stack), reason: stack.reason })),
    orphans: orphans.map((orphan) => orphanJson(orphan, nowMs)),
    others: Object.fromEntries(countsByStack(others)),
  });
}

/** The text printed after a delete. */
export function deletionText(orphan: Orphan, nowMs: number): string {
  return `Deleted ${orphanText(orphan, nowMs)}\n`;
}

/** The same as JSON. */
export function deletionJson(orphan: Orphan, nowMs: number): string {
  return json({ deleted: orphanJson(orphan, nowMs) });
}

function orphanText(orphan: Orphan, nowMs: number): string {
  const { keyPairName, regionId, creationTime, stack, resource, owner, attempt } = orphan;
  const ageText = creationTime === undefined ? "age unknown" : `${age(nowMs - Date.parse(creationTime))} old`;
  const whose =
    stack === undefined || resource === undefined
      ? `owner ${owner}`
      : `${stackText(stack)}, resource ${resourceText(resource)}`;
  const perhaps = stack === undefined ? " (truncated, may be another stack's)" : "";
  return [
    keyPairName,
    regionId,
    ageText,
    `${whose}${perhaps}`,
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

/** Never negative, even where this clock is behind ECS's. */
function minutesOf(ms: number): number {
  return Math.max(0, Math.floor(ms / 60_000));
}

function searchText({ regionIds, accountId }: Listing): string {
  const account = accountId === undefined ? "" : `, as account ${accountId}`;
  return `Searched ${regionIds.join(", ")}${account}. Use --region to search other regions.`;
}

function orphanJson(orphan: Orphan, nowMs: number): object {
  const { keyPairName, regionId, owner, stack, resource, attempt, creationTime, instanceIds } = orphan;
  return {
    ...{ keyPairName, regionId, owner, attempt },
    stack: stack === undefined ? null : stackText(stack),
    resource: resource === undefined ? null : resourceText(resource),
    creationTime: creationTime ?? null,
    ageMinutes: creationTime === undefined ? null : minutesOf(nowMs - Date.parse(creationTime)),
    instanceIds: instanceIds ?? null,
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
