/** Deletes an orphan: what must be certain first, and what is confirmed afterwards. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, EcsApi } from "../../provider/ecs/api";
import type { Operation } from "../../provider/rpc/operation";
import { deleteKeyPair } from "../../provider/keyPair/delete";
import { OutOfTime, place } from "../../provider/resource/errors";
import { StillBound } from "../../provider/keyPair/errors";
import { NotDeleted } from "./notDeleted";
import { describeOrphan, isOrphan, type Orphan, type ReadStates, type TaggedPair } from "./orphans";
import { isOfStack, readTag, sameStack, stackText, type StackName } from "../../provider/resource/owner";
import { attemptOf } from "../../provider/keyPair/tags";

/** ECS's times are exact to the minute, and a run in progress may record the pair only now. */
const settledMs = 5 * 60_000;
const minuteMs = 60_000;

/**
 * Deletes an orphan, and confirms that it is gone.
 *
 * @param named - the stack that the user names as the pair's, whether it was read or not
 * @throws {@link NotDeleted} when nothing was deleted; it says why
 * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
 */
export async function deleteOrphan(
  ecs: EcsApi,
  candidate: TaggedPair,
  states: ReadStates,
  named: StackName | undefined,
  operation: Operation,
): Promise<Orphan> {
  refuseHeld(candidate, states);
  refuseUnread(candidate, states, named);
  const orphan = await describeOrphan(ecs, candidate, states, operation);
  refuseUnsafe(orphan, states);
  await deleteAndConfirm(ecs, orphan, candidate.pair, operation);
  return orphan;
}

function refuseHeld(candidate: TaggedPair, states: ReadStates): void {
  if (!isOrphan(candidate, states)) {
    throw new NotDeleted(
      candidate,
      `a state holds it, though not necessarily that of ${candidate.owner}. To delete it, remove it from its program and run \`pulumi up\`.`,
    );
  }
}

function refuseUnread(
  candidate: TaggedPair,
  { stacks, unread }: ReadStates,
  named: StackName | undefined,
): void {
  const { owner } = candidate;
  const { stack } = readTag(owner);
  const inTheWay = unread.find((each) => each.why === "failed" || (stack && sameStack(each, stack)));
  if (inTheWay !== undefined) {
    throw new NotDeleted(
      candidate,
      `the state of ${stackText(inTheWay)} was not read and may hold it: ${inTheWay.reason}`,
    );
  }
  if (stack === undefined) {
    throw new NotDeleted(
      candidate,
      `its owner tag ${owner} is truncated within the stack's name, so its stack is unknown. If no stack uses it, delete it in ` +
        "ECS by hand.",
    );
  }
  if (
    named === undefined ? !stacks.some((each) => isOfStack(each, owner) === "yes") : !sameStack(stack, named)
  ) {
    throw new NotDeleted(
      candidate,
      named === undefined
        ? `it belongs to ${owner}, and the state of ${stackText(stack)} was not read. Log in to that stack's backend. If the stack is ` +
            `gone for good, add --owner ${stackText(stack)}.`
        : `it belongs to ${owner}, not to ${stackText(named)}.`,
    );
  }
}

function refuseUnsafe(orphan: Orphan, { readMs }: ReadStates): void {
  const { instanceIds, creationTime } = orphan;
  if (instanceIds !== undefined && instanceIds.length > 0) {
    throw new NotDeleted(orphan, boundText(instanceIds.join(", ")));
  }
  const createdMs = creationTime === undefined ? NaN : Date.parse(creationTime);
  if (!(readMs - createdMs >= settledMs + minuteMs)) {
    const when = creationTime ?? "at an unknown time";
    throw new NotDeleted(
      orphan,
      `it was created ${when}, less than 5 minutes before the states were read. A \`pulumi up\` may have recorded it since. ` +
        "Wait until no `pulumi up` runs, then run the command again.",
    );
  }
}

function boundText(instances: string): string {
  return `it is bound to ${instances}. Detach it first. After a detach, password login is re-enabled when the instance restarts.`;
}

async function deleteAndConfirm(
  ecs: EcsApi,
  orphan: Orphan,
  pair: DescribedKeyPair,
  operation: Operation,
): Promise<void> {
  const { keyPairName, regionId, attempt } = orphan;
  const fingerPrint = pair.keyPairFingerPrint ?? "";
  const state = { keyPairName, regionId, attempt, fingerPrint };
  try {
    await deleteKeyPair(ecs, state, { detachOnDelete: false }, operation);
  } catch (error) {
    if (error instanceof StillBound) {
      throw new NotDeleted(orphan, boundText("instances"), { cause: error });
    }
    if (error instanceof OutOfTime && error.cause instanceof Error) {
      const what = `it is unknown whether key pair ${place(orphan)} was deleted`;
      throw new Error(`${what}: ${error.cause.message}. Run the command again.`, { cause: error });
    }
    throw error;
  }
  await assertGone(ecs, orphan, operation);
}

const goneLookups = 3;
const goneWaitMs = 1_000;

async function assertGone(ecs: EcsApi, orphan: Orphan, operation: Operation): Promise<void> {
  for (let lookups = 1; lookups <= goneLookups; lookups += 1) {
    const pair = await ecs.describeKeyPair(orphan, operation);
    if (pair === undefined || attemptOf(pair) !== orphan.attempt) {
      return;
    }
    await setTimeout(goneWaitMs);
  }
  throw new Error(
    `ECS accepted the request to delete key pair ${place(orphan)}, but still shows it. Check again later.`,
  );
}
