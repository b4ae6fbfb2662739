/** Create: a pair whose private key is in hand at the end, or none at all, however often answers are lost. */
import { randomUUID } from "node:crypto";
import pRetry from "p-retry";
import type { EcsApi, KeyPairRef } from "../ecs/api";
import { EcsRefusal, isAmbiguous } from "../ecs/errors";
import type { Operation } from "../ecs/operation";
import { KeyPairExists, OutcomeUnknown, OutOfTime, place } from "./errors";
import type { KeyPairInputs } from "./inputs";
import { look, type Sighting } from "./look";
import { generateName } from "./name";
import { createdState, type KeyPairState } from "./state";
import { ownTags } from "./tags";

/** A lost pair may stay invisible for a while; only after so many rounds is its name taken for a reserved one. */
const invisibleRounds = 6;

/** A round that ended without a pair: another may follow. */
class NotYet extends Error {}

/** What one create remembers from round to round. */
interface Attempts {
  readonly since: Date;
  /** Every request sent, for one that was given up may still land. */
  readonly sent: Set<string>;
  keyPairName: string;
  /** Rounds in which a request under this name may have taken effect. */
  lostUnderThisName: number;
  toldReserved: boolean;
}

/**
 * Makes the key pair.
 *
 * CreateKeyPair has no client token and answers with the private key once. A request is therefore sent again only when
 * it is certain that the last one made no pair, or that the pair it made is deleted.
 *
 * @throws {@link EcsRefusal} when ECS refuses the pair
 * @throws {@link KeyPairExists} when another pair has the name
 * @throws {@link OutcomeUnknown} when it can't be told whether a pair was made
 * @throws {@link OutOfTime} when the operation's time is over and no pair was made
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createkeypair | CreateKeyPair}
 */
export async function createKeyPair(
  ecs: EcsApi,
  inputs: KeyPairInputs,
  regionId: string,
  operation: Operation,
): Promise<KeyPairState> {
  const attempts: Attempts = {
    since: new Date(),
    sent: new Set(),
    keyPairName: inputs.keyPairName ?? generateName(inputs.owner.name),
    lostUnderThisName: 0,
    toldReserved: false,
  };
  // Asked before the create: once the key is in hand, nothing slow may stand between it and state.
  const accountId = await ecs.accountId(regionId, operation);
  try {
    return await pRetry(() => oneRound(ecs, inputs, { regionId, accountId }, attempts, operation), {
      retries: Infinity,
      minTimeout: 500,
      maxTimeout: 15_000,
      randomize: true,
      maxRetryTime: Math.max(operation.remainingMs(), 0),
      shouldRetry: ({ error }) => error instanceof NotYet,
    });
  } catch (error) {
    const what = `creating key pair ${place({ keyPairName: attempts.keyPairName, regionId })}`;
    throw error instanceof NotYet ? new OutOfTime(what, operation.timeoutMs, error) : error;
  }
}

interface Where {
  readonly regionId: string;
  readonly accountId: string | undefined;
}

async function oneRound(
  ecs: EcsApi,
  inputs: KeyPairInputs,
  { regionId, accountId }: Where,
  attempts: Attempts,
  operation: Operation,
): Promise<KeyPairState> {
  const ref: KeyPairRef = { regionId, keyPairName: attempts.keyPairName };
  const attempt = randomUUID();
  attempts.sent.add(attempt);
  try {
    const created = await ecs.createKeyPair({ ...ref, tags: ownTags(inputs.owner, attempt) }, operation);
    // The answer holds the only copy of the private key: from here on nothing may fail, wait or be looked up.
    return createdState(ref, created, { accountId, attempt });
  } catch (error) {
    if (!(error instanceof Error) || !(isAmbiguous(error) || isNameTaken(error))) {
      throw error;
    }
    if (isAmbiguous(error)) {
      attempts.lostUnderThisName += 1;
      operation.say(`${error.message}: looking whether a key pair was made`);
    }
    throw await afterLooking(ecs, inputs, ref, attempts, error, operation);
  }
}

/** ECS's documents give both codes for a taken name; ours has passed check, so that its form is not the matter. */
function isNameTaken(error: Error): boolean {
  return (
    error instanceof EcsRefusal &&
    (error.code === "KeyPair.AlreadyExist" || error.code === "InvalidKeyPairName.Malformed")
  );
}

/** Finds out what a failed request has left, removes what is ours and useless, and says how to go on. */
async function afterLooking(
  ecs: EcsApi,
  inputs: KeyPairInputs,
  ref: KeyPairRef,
  attempts: Attempts,
  failure: Error,
  operation: Operation,
): Promise<Error> {
  const sighting = await lookOrGiveUp(ecs, ref, attempts, operation);
  switch (sighting.kind) {
    case "absent":
      return whenAbsent(inputs, ref, attempts, failure, operation);
    case "lost":
      return deleteLost(ecs, ref, attempts, failure, operation);
    case "foreign":
      return new KeyPairExists(ref, sighting.pair, inputs.owner, { cause: failure });
  }
}

async function lookOrGiveUp(
  ecs: EcsApi,
  ref: KeyPairRef,
  attempts: Attempts,
  operation: Operation,
): Promise<Sighting> {
  try {
    return await look(ecs, ref, attempts.sent, attempts.since, operation);
  } catch (error) {
    if (error instanceof Error && attempts.lostUnderThisName > 0) {
      throw new OutcomeUnknown(ref, attempts.sent, { cause: error });
    }
    throw error;
  }
}

function whenAbsent(
  inputs: KeyPairInputs,
  ref: KeyPairRef,
  attempts: Attempts,
  failure: Error,
  operation: Operation,
): Error {
  if (isAmbiguous(failure)) {
    return new NotYet(`${failure.message}; no key pair was made as far as ECS shows`, { cause: failure });
  }
  if (failure instanceof EcsRefusal && failure.code === "InvalidKeyPairName.Malformed") {
    return failure;
  }
  const mayBeInvisible = attempts.lostUnderThisName > 0 && attempts.lostUnderThisName < invisibleRounds;
  if (mayBeInvisible) {
    attempts.lostUnderThisName += 1;
  } else if (inputs.keyPairName === undefined) {
    attempts.keyPairName = generateName(inputs.owner.name);
    attempts.lostUnderThisName = 0;
  } else if (!attempts.toldReserved) {
    attempts.toldReserved = true;
    operation.say(
      `ECS has no key pair ${place(ref)} but keeps its name reserved, as it does for up to an hour after a pair of that ` +
        "name was deleted: waiting for it. A name that is left out avoids the wait.",
    );
  }
  return new NotYet(
    `ECS keeps the name ${place(ref)} reserved although there is no such pair, as it does for up to an hour after a pair ` +
      "of that name was deleted. Run up again later, choose another keyPairName, or leave keyPairName out.",
    { cause: failure },
  );
}

/** Deletes the pair that a lost answer has left: its private key was sent once and reached nobody. */
async function deleteLost(
  ecs: EcsApi,
  ref: KeyPairRef,
  attempts: Attempts,
  failure: Error,
  operation: Operation,
): Promise<Error> {
  operation.say(
    `key pair ${place(ref)} was made but its private key was lost on the way: deleting it to make another`,
  );
  try {
    await ecs.deleteKeyPair(ref, operation);
    attempts.lostUnderThisName = 0;
  } catch (error) {
    if (!isAmbiguous(error)) {
      throw new OutcomeUnknown(ref, attempts.sent, {
        cause: error instanceof Error ? error : new Error("deleting it failed"),
      });
    }
  }
  return new NotYet(`the answer that held the private key of ${place(ref)} was lost`, { cause: failure });
}
