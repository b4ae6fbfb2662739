/** Create: a pair whose private key is in hand at the end, or none at all, however often answers are lost. */
import { randomUUID } from "node:crypto";
import pRetry from "p-retry";
import type { EcsApi, FreshKeyPair, KeyPairRef } from "../ecs/api";
import { EcsRefusal, isAmbiguous } from "../ecs/errors";
import { backoff, type Operation } from "../ecs/operation";
import { adoptKeyPair } from "./adopt";
import { KeyPairExists, OutcomeUnknown, OutOfTime, place, TagsRefused } from "./errors";
import type { KeyPairInputs } from "./inputs";
import { look, type Sighting } from "./look";
import { openMaker, type Maker } from "./maker";
import { generateName } from "./name";
import type { Seen } from "./seen";
import type { KeyPairState } from "./state";
import { ownTags, toTags } from "./tags";

/** A lost pair may stay invisible for a while; only after so many rounds is its name taken for a reserved one. */
const invisibleRounds = 6;

/** A round that ended without a pair: another may follow. */
class NotYet extends Error {}

/** What a create is about beside its inputs. */
export interface Target {
  /** The region to create the pair in. */
  readonly regionId: string;
  /** How `seen` knows the resource. */
  readonly resource: string;
  readonly seen: Seen;
}

/** One create from its first round to its last. */
interface Creation {
  readonly ecs: EcsApi;
  readonly inputs: KeyPairInputs;
  readonly maker: Maker;
  readonly operation: Operation;
  readonly regionId: string;
  /** Whether state holds a pair of this resource and name: this create is its replacement. */
  readonly replaces: boolean;
  readonly accountId: string | undefined;
  readonly since: Date;
  /** Every request sent, for one that was given up may still land. */
  readonly sent: Set<string>;
  keyPairName: string;
  /** Rounds in which a request under this name may have taken effect. */
  lostUnderThisName: number;
  toldReserved: boolean;
}

/**
 * Makes the key pair, or takes over the one that is there.
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
  { regionId, resource, seen }: Target,
  operation: Operation,
): Promise<KeyPairState> {
  // Asked before the create: once the key is in hand, nothing slow may stand between it and state.
  const accountId = await ecs.accountId(regionId, operation);
  if (inputs.adopt) {
    return adoptKeyPair(ecs, inputs, regionId, accountId, seen, operation);
  }
  const maker = await openMaker(ecs, inputs);
  const creation: Creation = {
    ...{ ecs, inputs, maker, operation, regionId, accountId },
    replaces: inputs.keyPairName !== undefined && seen.isInState(resource, inputs.keyPairName),
    since: new Date(),
    sent: new Set(),
    keyPairName: inputs.keyPairName ?? generateName(inputs.owner.name),
    lostUnderThisName: 0,
    toldReserved: false,
  };
  try {
    return await pRetry(() => oneRound(creation), {
      ...backoff(operation),
      shouldRetry: ({ error }) => error instanceof NotYet,
    });
  } catch (error) {
    throw error instanceof NotYet ? outOfTime(creation, error) : error;
  }
}

/** A request that got no answer may land after the last look: then the person must know by what to tell its pair. */
function outOfTime(creation: Creation, last: NotYet): Error {
  const { operation, lostUnderThisName } = creation;
  const error = new OutOfTime(`creating key pair ${place(refOf(creation))}`, operation.timeoutMs, last);
  return lostUnderThisName > 0 ? outcomeUnknown(creation, error) : error;
}

function refOf({ keyPairName, regionId }: Creation): KeyPairRef {
  return { keyPairName, regionId };
}

async function oneRound(creation: Creation): Promise<KeyPairState> {
  const { inputs, maker, operation, accountId } = creation;
  const attempt = randomUUID();
  creation.sent.add(attempt);
  const own = inputs.ownerTags ? ownTags(inputs.owner, attempt) : [];
  const origin = { accountId, attempt: inputs.ownerTags ? attempt : undefined };
  try {
    return await maker.make(refOf(creation), [...toTags(inputs.tags ?? {}), ...own], origin, operation);
  } catch (error) {
    if (!(error instanceof Error) || !(isAmbiguous(error) || isNameTaken(error))) {
      throw own.length > 0 && mayBeForTheTags(error) ? new TagsRefused(error) : error;
    }
    if (isAmbiguous(error)) {
      creation.lostUnderThisName += 1;
      operation.say(`${error.message}: looking whether a key pair was made`);
    }
    return afterLooking(creation, error);
  }
}

/** ECS's documents give both codes for a taken name; ours has passed check, so that its form is not the matter. */
function isNameTaken(error: Error): boolean {
  return (
    error instanceof EcsRefusal &&
    (error.code === "KeyPair.AlreadyExist" || error.code === "InvalidKeyPairName.Malformed")
  );
}

function mayBeForTheTags(error: unknown): error is EcsRefusal {
  return error instanceof EcsRefusal && /^(Forbidden|NoPermission|InvalidTag|.*Tag\b)/.test(error.code);
}

/** Finds out what a failed request has left, and goes on: with the pair where its key is here, else to another round. */
async function afterLooking(creation: Creation, failure: Error): Promise<KeyPairState> {
  const { maker, inputs, accountId } = creation;
  const ref = refOf(creation);
  const sighting = await lookOrGiveUp(creation);
  switch (sighting.kind) {
    case "absent":
      throw whenAbsent(creation, failure);
    case "ours": {
      const saved = maker.salvage(ref, sighting.pair, { accountId, attempt: sighting.attempt });
      return saved ?? (await deleteOurs(creation, failure));
    }
    case "orphan":
      if (inputs.recoverOrphan === sighting.attempt) {
        return deleteOurs(creation, failure);
      }
      break;
    case "foreign":
      break;
  }
  const saved = salvageUntagged(creation, sighting.pair);
  if (saved === undefined) {
    throw new KeyPairExists(ref, sighting.pair, creation, { cause: failure });
  }
  return saved;
}

/** Without tags of ours, a request of ours that got no answer is known by the key alone. */
function salvageUntagged(creation: Creation, pair: FreshKeyPair): KeyPairState | undefined {
  const { maker, inputs, accountId, lostUnderThisName } = creation;
  return !inputs.ownerTags && lostUnderThisName > 0 && maker.holdsOurKey(pair)
    ? maker.salvage(refOf(creation), pair, { accountId, attempt: undefined })
    : undefined;
}

async function lookOrGiveUp(creation: Creation): Promise<Sighting> {
  const { ecs, inputs, operation, sent, since } = creation;
  try {
    const looker = { sent, since, owner: inputs.owner, tagged: inputs.ownerTags };
    return await look(ecs, refOf(creation), looker, operation);
  } catch (error) {
    if (error instanceof Error && creation.lostUnderThisName > 0) {
      throw outcomeUnknown(creation, error);
    }
    throw error;
  }
}

function outcomeUnknown(creation: Creation, cause: Error): OutcomeUnknown {
  const { inputs, maker, sent } = creation;
  return new OutcomeUnknown(maker.action, refOf(creation), inputs.ownerTags ? [...sent] : [], { cause });
}

function whenAbsent(creation: Creation, failure: Error): Error {
  const { inputs, operation, lostUnderThisName } = creation;
  const ref = refOf(creation);
  if (isAmbiguous(failure)) {
    return new NotYet(`${failure.message}; no key pair was made as far as ECS shows`, { cause: failure });
  }
  if (lostUnderThisName > 0 && lostUnderThisName < invisibleRounds) {
    creation.lostUnderThisName += 1;
  } else if (failure instanceof EcsRefusal && failure.code === "InvalidKeyPairName.Malformed") {
    return failure;
  } else if (inputs.keyPairName === undefined) {
    creation.keyPairName = generateName(inputs.owner.name);
    creation.lostUnderThisName = 0;
  } else if (!creation.toldReserved) {
    creation.toldReserved = true;
    operation.say(
      `ECS has no key pair ${place(ref)} but keeps its name reserved, as it does for up to an hour after a pair of that ` +
        "name was deleted: waiting for it. A name that is left out avoids the wait.",
    );
  }
  return new NotYet(
    `ECS keeps the name ${place(ref)} reserved although there is no such pair, as it does for up to an hour after a pair ` +
      "of that name was deleted. If this was a replacement, the old pair is gone from ECS but still pending in state, and " +
      "instances still accept its key. Run up again later: it goes on here. A generated name (leave keyPairName out) avoids the wait.",
    { cause: failure },
  );
}

/** Deletes a pair that nobody holds the private key of: it was sent once and reached nobody. */
async function deleteOurs(creation: Creation, failure: Error): Promise<never> {
  const { ecs, operation } = creation;
  const ref = refOf(creation);
  operation.say(
    `key pair ${place(ref)} was made but its private key was lost on the way: deleting it to make another`,
  );
  try {
    await ecs.deleteKeyPair(ref, operation);
    creation.lostUnderThisName = 0;
  } catch (error) {
    if (error instanceof Error && !isAmbiguous(error)) {
      throw outcomeUnknown(creation, error);
    }
  }
  throw new NotYet(`the answer that held the private key of ${place(ref)} was lost`, { cause: failure });
}
