/** Create: a pair whose private key is in hand at the end, or none at all, however often answers are lost. */
import { randomUUID } from "node:crypto";
import type { EcsApi } from "../ecs/api";
import { pauses, type Operation } from "../rpc/operation";
import { CallerGone } from "../resource/resource";
import { adoptKeyPair } from "./adopt";
import { OutOfTime, place } from "./errors";
import type { KeyPairInputs } from "./inputs";
import { openMaker } from "./maker";
import { generateName } from "./name";
import type { Seen } from "./seen";
import type { KeyPairState } from "./state";
import { ownTags, toTags } from "./tags";
import {
  afterFailure,
  asError,
  outcomeUnknown,
  refOf,
  type Course,
  type Creation,
  type Round,
} from "./transitions";

/** What a create is about beside its inputs. */
export interface Target {
  /** The region to create the pair in. */
  readonly regionId: string;
  readonly seen: Seen;
  /** Whether the engine still waits for the answer. */
  readonly isAwaited: () => boolean;
}

/**
 * Makes the key pair, or takes over the one that is there.
 *
 * CreateKeyPair has no client token and answers with the private key once. A request is therefore sent again only when
 * it is certain that the last one made no pair, or that the pair it made is deleted.
 *
 * @throws {@link Refusal} when ECS refuses the pair
 * @throws {@link KeyPairExists} when another pair has the name
 * @throws {@link OutcomeUnknown} when it can't be told whether a pair was made
 * @throws {@link OutOfTime} when the operation's time is over and no pair was made
 * @throws {@link CallerGone} when nobody waits for the answer any more
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createkeypair | CreateKeyPair}
 */
export async function createKeyPair(
  ecs: EcsApi,
  inputs: KeyPairInputs,
  { regionId, seen, isAwaited }: Target,
  operation: Operation,
): Promise<KeyPairState> {
  // Asked before the create: once the key is in hand, nothing slow may stand between it and state.
  const accountId = await ecs.accountId(regionId, operation);
  if (inputs.adopt) {
    return adoptKeyPair(ecs, inputs, regionId, accountId, seen, operation);
  }
  const creation: Creation = {
    ...{ ecs, inputs, operation, regionId, accountId, isAwaited },
    maker: await openMaker(ecs, inputs),
    replaces: inputs.keyPairName !== undefined && seen.isInState(inputs.owner, inputs.keyPairName),
    since: new Date(),
  };
  const pause = pauses(operation);
  let course: Course = {
    keyPairName: inputs.keyPairName ?? generateName(inputs.owner.name),
    sent: new Set(),
    lost: 0,
    toldReserved: false,
  };
  for (let number = 1; ; number += 1) {
    const round = await oneRound(creation, course);
    switch (round.kind) {
      case "done":
        return round.state;
      case "failed":
        throw round.error;
      case "again":
        course = round.course;
        if (!(await pause(number))) {
          throw outOfTime(creation, course, round.reason);
        }
    }
  }
}

async function oneRound(creation: Creation, before: Course): Promise<Round> {
  const { inputs, maker, operation, accountId, isAwaited } = creation;
  if (!isAwaited()) {
    return {
      kind: "failed",
      error: new CallerGone("Pulumi has given this create up: no key pair was made"),
    };
  }
  const attempt = randomUUID();
  const course: Course = { ...before, sent: new Set([...before.sent, attempt]) };
  const own = inputs.ownerTags ? ownTags(inputs.owner, attempt) : [];
  const origin = { accountId, attempt: inputs.ownerTags ? attempt : undefined };
  const tags = [...toTags(inputs.tags ?? {}), ...own];
  const made = await maker.make(refOf(creation, course), tags, origin, operation).catch(asError);
  return made instanceof Error ? afterFailure(creation, course, made) : { kind: "done", state: made };
}

/** A request that got no answer may land after the last lookup: then the person must know by what to tell its pair. */
function outOfTime(creation: Creation, course: Course, last: Error): Error {
  const { timeoutMs } = creation.operation;
  const error = new OutOfTime(`creating key pair ${place(refOf(creation, course))}`, timeoutMs, last);
  return course.lost > 0 ? outcomeUnknown(creation, course, error) : error;
}
