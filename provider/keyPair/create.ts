/** Create: ends with a pair whose private key is in hand, with no pair, or with an error that says what may remain. */
import { randomUUID } from "node:crypto";
import type { EcsApi } from "../ecs/api";
import { pauses, type Operation } from "../rpc/operation";
import { CallerGone } from "../resource/resource";
import { adoptKeyPair } from "./adopt";
import { asError, OutOfTime, place } from "../resource/errors";
import type { KeyPairInputs } from "./inputs";
import { openMaker } from "./maker";
import { generateName } from "./name";
import type { Seen } from "./seen";
import type { KeyPairState } from "./state";
import { ownTags, toTags } from "./tags";
import { afterFailure, outcomeUnknown, refOf, type Course, type Creation, type Round } from "./transitions";

/** What a create needs besides its inputs. */
export interface Target {
  /** The region to create the pair in. */
  readonly regionId: string;
  readonly seen: Seen;
  /** Whether the engine still waits for the result. */
  readonly isAwaited: () => boolean;
}

/**
 * Creates the key pair, or adopts the existing one.
 *
 * CreateKeyPair has no client token and returns the private key once. A request is therefore retried only when the last one
 * certainly created no pair, or when the pair it created is deleted.
 *
 * @throws {@link Refusal} when ECS rejects the request
 * @throws {@link KeyPairExists} when another pair has the name
 * @throws {@link OutcomeUnknown} when it is unknown whether a pair was created
 * @throws {@link OutOfTime} when the deadline has passed and no pair was created
 * @throws {@link CallerGone} when the engine no longer waits for the result
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createkeypair | CreateKeyPair}
 */
export async function createKeyPair(
  ecs: EcsApi,
  inputs: KeyPairInputs,
  { regionId, seen, isAwaited }: Target,
  operation: Operation,
): Promise<KeyPairState> {
  // Looked up before the create: once the key is in hand, nothing slow may delay recording it in state.
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
    saidReserved: false,
  };
  for (let number = 1; ; number += 1) {
    const round = await oneRound(creation, course);
    switch (round.kind) {
      case "done":
        return round.state;
      case "failed":
        throw round.error;
      case "retry":
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
    const where = place(refOf(creation, before));
    const error = new CallerGone(`key pair ${where} was not created: Pulumi no longer waits for the result`);
    return { kind: "failed", error };
  }
  const attempt = randomUUID();
  const course: Course = { ...before, sent: new Set([...before.sent, attempt]) };
  const own = inputs.ownerTags ? ownTags(inputs.owner, attempt) : [];
  const origin = { accountId, attempt: inputs.ownerTags ? attempt : undefined };
  const tags = [...toTags(inputs.tags ?? {}), ...own];
  const result = await maker.create(refOf(creation, course), tags, origin, operation).catch(asError);
  return result instanceof Error ? afterFailure(creation, course, result) : { kind: "done", state: result };
}

/** An unanswered request may land after the last lookup: the error then says how to recognize its pair. */
function outOfTime(creation: Creation, course: Course, last: Error): Error {
  const { timeoutMs } = creation.operation;
  const error = new OutOfTime(`creating key pair ${place(refOf(creation, course))}`, timeoutMs, last);
  return course.lost > 0 ? outcomeUnknown(creation, course, error) : error;
}
