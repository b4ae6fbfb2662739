/** Create's transitions: what follows a failed request, by how it failed and what a lookup of the name then shows. */
import type { EcsApi } from "../ecs/api";
import type { KeyPairRef } from "../ecs/keyPairRef";
import { isAmbiguous, Refusal } from "../rpc/errors";
import type { Operation } from "../rpc/operation";
import { asError, place } from "../resource/errors";
import { KeyPairExists, OutcomeUnknown, TagsRefused } from "./errors";
import { identify, type Sightings } from "./identify";
import type { KeyPairInputs } from "./inputs";
import type { Maker } from "./maker";
import { generateName } from "./name";
import type { KeyPairState } from "./state";

/** What is the same in every round of a create. */
export interface Creation {
  readonly ecs: EcsApi;
  readonly inputs: KeyPairInputs;
  readonly maker: Maker;
  readonly operation: Operation;
  readonly regionId: string;
  /** Whether state holds a pair of this resource and name, which this create replaces. */
  readonly replaces: boolean;
  readonly accountId: string | undefined;
  readonly since: Date;
  readonly isAwaited: () => boolean;
}

/** The progress of a create. Each round passes its own to the next. */
export interface Course {
  readonly keyPairName: string;
  /** Every request sent: one that was given up may still land. */
  readonly sent: ReadonlySet<string>;
  /** How many rounds under this name may have created a pair that is not visible. */
  readonly lost: number;
  readonly saidReserved: boolean;
}

/** How a round ends. */
export type Round =
  | { readonly kind: "done"; readonly state: KeyPairState }
  | { readonly kind: "retry"; readonly reason: Error; readonly course: Course }
  | { readonly kind: "failed"; readonly error: Error };

/** A round whose request failed. */
interface FailedRound {
  readonly creation: Creation;
  readonly course: Course;
  readonly failure: Error;
}

type Step<Shown> = (round: FailedRound, shown: Shown) => Round | Promise<Round>;
type Transitions = { readonly [K in keyof Sightings]: Step<Sightings[K]> };

/**
 * What follows, by how the request failed and by what the lookup shows. In ECS's documentation `malformed` can also mean a taken name,
 * and ours has passed check. A request that is rejected for any other reason created no pair: the create ends.
 */
const transitions: Readonly<Record<"lost" | "taken" | "malformed", Transitions>> = {
  lost: { absent: retryCreate, ours: keepOrDelete, orphan: recoverOrFail, foreign: recognizeOrFail },
  taken: { absent: waitForName, ours: keepOrDelete, orphan: recoverOrFail, foreign: recognizeOrFail },
  malformed: { absent: waitForLost, ours: keepOrDelete, orphan: recoverOrFail, foreign: recognizeOrFail },
};

/** Decides what follows a failed request. */
export async function afterFailure(creation: Creation, before: Course, failure: Error): Promise<Round> {
  const { ecs, inputs, operation, since } = creation;
  const how = howItFailed(failure);
  if (how === "refused") {
    return failed(inputs.ownerTags && mayBeAboutTags(failure) ? new TagsRefused(failure) : failure);
  }
  const course = how === "lost" ? { ...before, lost: before.lost + 1 } : before;
  if (how === "lost") {
    operation.say(`${failure.message}: checking whether a key pair was created`);
  }
  const claim = { sent: course.sent, since, owner: inputs.owner, tagged: inputs.ownerTags };
  const shown = await identify(ecs, refOf(creation, course), claim, operation).catch(asError);
  if (shown instanceof Error) {
    return failed(course.lost > 0 ? outcomeUnknown(creation, course, shown) : shown);
  }
  return follow(transitions[how], shown.kind, shown, { creation, course, failure });
}

function follow<K extends keyof Sightings>(
  steps: Transitions,
  kind: K,
  shown: Sightings[K],
  round: FailedRound,
) {
  return steps[kind](round, shown);
}

function howItFailed(failure: Error): keyof typeof transitions | "refused" {
  if (isAmbiguous(failure)) {
    return "lost";
  }
  switch (failure instanceof Refusal ? failure.code : "") {
    case "KeyPair.AlreadyExist":
      return "taken";
    case "InvalidKeyPairName.Malformed":
      return "malformed";
    default:
      return "refused";
  }
}

function mayBeAboutTags(failure: Error): failure is Refusal {
  return failure instanceof Refusal && /^(Forbidden|NoPermission|InvalidTag|.*Tag\b)/.test(failure.code);
}

function retryCreate({ course, failure }: FailedRound): Round {
  return retry(course, `${failure.message}. ECS shows no new key pair`, failure);
}

/** A lost pair may stay invisible for a while. Only after so many rounds does its name count as reserved. */
const invisibleRounds = 6;

function mayStillShow({ lost }: Course): boolean {
  return lost > 0 && lost < invisibleRounds;
}

function waitForLost(round: FailedRound): Round {
  return mayStillShow(round.course) ? waitForName(round) : failed(round.failure);
}

/** ECS reserves the names of deleted pairs for a while: a generated name is replaced with another. */
function waitForName({ creation, course, failure }: FailedRound): Round {
  const { inputs, operation } = creation;
  const where = place(refOf(creation, course));
  const reserved = `ECS has no key pair ${where} but keeps its name reserved, as it does for up to an hour after a delete`;
  const reason =
    `${reserved}. Run \`pulumi up\` again later to continue, or unset keyPairName to get a generated name. If this was a ` +
    "replacement, the old pair is gone from ECS but still pending in state, and instances still accept its key.";
  if (mayStillShow(course)) {
    return retry({ ...course, lost: course.lost + 1 }, reason, failure);
  }
  if (inputs.keyPairName === undefined) {
    return retry({ ...course, keyPairName: generateName(inputs.owner.name), lost: 0 }, reason, failure);
  }
  if (!course.saidReserved) {
    operation.say(
      `${reserved}. Waiting for it. To avoid the wait, unset keyPairName and get a generated name.`,
    );
  }
  return retry({ ...course, saidReserved: true }, reason, failure);
}

function keepOrDelete(round: FailedRound, { pair, attempt }: Sightings["ours"]): Round | Promise<Round> {
  const { maker, accountId } = round.creation;
  const state = maker.salvage(refOf(round.creation, round.course), pair, { accountId, attempt });
  return state === undefined ? deleteLost(round) : { kind: "done", state };
}

function recoverOrFail(round: FailedRound, { pair, attempt }: Sightings["orphan"]): Round | Promise<Round> {
  return round.creation.inputs.recoverOrphan === attempt
    ? deleteLost(round)
    : recognizeOrFail(round, { kind: "foreign", pair });
}

/** Without our tags, the pair of an unanswered request can be recognized only by its key. */
function recognizeOrFail({ creation, course, failure }: FailedRound, { pair }: Sightings["foreign"]): Round {
  const { maker, inputs, accountId } = creation;
  const ref = refOf(creation, course);
  const isOurs = !inputs.ownerTags && course.lost > 0 && maker.holdsOurKey(pair);
  const state = isOurs ? maker.salvage(ref, pair, { accountId, attempt: undefined }) : undefined;
  return state === undefined
    ? failed(new KeyPairExists(ref, pair, creation, { cause: failure }))
    : { kind: "done", state };
}

/** Deletes a pair whose private key nobody holds: ECS sent it once, and the response was lost. */
async function deleteLost({ creation, course, failure }: FailedRound): Promise<Round> {
  const { ecs, operation } = creation;
  const ref = refOf(creation, course);
  operation.say(
    `key pair ${place(ref)} was created, but the response with its private key was lost: deleting it to create another`,
  );
  const problem = await ecs.deleteKeyPair(ref, operation).catch(asError);
  if (problem !== undefined && !isAmbiguous(problem)) {
    return failed(outcomeUnknown(creation, course, problem));
  }
  const next = problem === undefined ? { ...course, lost: 0 } : course;
  return retry(next, `the response with the private key of ${place(ref)} was lost`, failure);
}

function retry(course: Course, reason: string, cause: Error): Round {
  return { kind: "retry", reason: new Error(reason, { cause }), course };
}

function failed(error: Error): Round {
  return { kind: "failed", error };
}

/** The address of the pair that a round creates. */
export function refOf({ regionId }: Creation, { keyPairName }: Course): KeyPairRef {
  return { keyPairName, regionId };
}

/** The error of a create that may have left a pair. */
export function outcomeUnknown({ inputs, maker, regionId }: Creation, course: Course, cause: Error): Error {
  const ref = { keyPairName: course.keyPairName, regionId };
  return new OutcomeUnknown(maker.action, ref, inputs.ownerTags ? [...course.sent] : [], { cause });
}
