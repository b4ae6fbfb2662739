/** Create's transitions: what follows a request that failed, by how it failed and what a lookup of the name shows then. */
import type { EcsApi, KeyPairRef } from "../ecs/api";
import { isAmbiguous, Refusal } from "../rpc/errors";
import type { Operation } from "../rpc/operation";
import { KeyPairExists, OutcomeUnknown, place, TagsRefused } from "./errors";
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
  /** Whether state holds a pair of this resource and name: this create is its replacement. */
  readonly replaces: boolean;
  readonly accountId: string | undefined;
  readonly since: Date;
  readonly isAwaited: () => boolean;
}

/** What the rounds so far have left. Each round gives the next one its own. */
export interface Course {
  readonly keyPairName: string;
  /** Every request sent, for one that was given up may still land. */
  readonly sent: ReadonlySet<string>;
  /** How many rounds under this name may have made a pair that does not show. */
  readonly lost: number;
  readonly toldReserved: boolean;
}

/** How a round ends. */
export type Round =
  | { readonly kind: "done"; readonly state: KeyPairState }
  | { readonly kind: "again"; readonly reason: Error; readonly course: Course }
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
 * What follows, by how the request failed and by what the lookup shows. `malformed` is another word for a taken name in ECS's documents,
 * and ours has passed check. A request that is refused for any other reason has made no pair: the create ends.
 */
const transitions: Readonly<Record<"lost" | "taken" | "malformed", Transitions>> = {
  lost: { absent: sendAgain, ours: keepOrDelete, orphan: recoverOrFail, foreign: recogniseOrFail },
  taken: { absent: waitForName, ours: keepOrDelete, orphan: recoverOrFail, foreign: recogniseOrFail },
  malformed: { absent: waitForLost, ours: keepOrDelete, orphan: recoverOrFail, foreign: recogniseOrFail },
};

/** What follows a request that failed. */
export async function afterFailure(creation: Creation, before: Course, failure: Error): Promise<Round> {
  const { ecs, inputs, operation, since } = creation;
  const how = howItFailed(failure);
  if (how === "refused") {
    return failed(inputs.ownerTags && mayBeForTheTags(failure) ? new TagsRefused(failure) : failure);
  }
  const course = how === "lost" ? { ...before, lost: before.lost + 1 } : before;
  if (how === "lost") {
    operation.say(`${failure.message}: looking whether a key pair was made`);
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

function mayBeForTheTags(failure: Error): failure is Refusal {
  return failure instanceof Refusal && /^(Forbidden|NoPermission|InvalidTag|.*Tag\b)/.test(failure.code);
}

function sendAgain({ course, failure }: FailedRound): Round {
  return again(course, `${failure.message}; no key pair was made as far as ECS shows`, failure);
}

/** A lost pair may stay invisible for a while; only after so many rounds is its name taken for a reserved one. */
const invisibleRounds = 6;

function mayStillShow({ lost }: Course): boolean {
  return lost > 0 && lost < invisibleRounds;
}

function waitForLost(round: FailedRound): Round {
  return mayStillShow(round.course) ? waitForName(round) : failed(round.failure);
}

/** ECS keeps the names of deleted pairs for a while: a generated name is given up for another. */
function waitForName({ creation, course, failure }: FailedRound): Round {
  const { inputs, operation } = creation;
  const where = place(refOf(creation, course));
  const reason =
    `ECS keeps the name ${where} reserved although there is no such pair, as it does for up to an hour after a pair ` +
    "of that name was deleted. If this was a replacement, the old pair is gone from ECS but still pending in state, and " +
    "instances still accept its key. Run up again later: it goes on here. A generated name (leave keyPairName out) avoids the wait.";
  if (mayStillShow(course)) {
    return again({ ...course, lost: course.lost + 1 }, reason, failure);
  }
  if (inputs.keyPairName === undefined) {
    return again({ ...course, keyPairName: generateName(inputs.owner.name), lost: 0 }, reason, failure);
  }
  if (!course.toldReserved) {
    operation.say(
      `ECS has no key pair ${where} but keeps its name reserved, as it does for up to an hour after a pair of that ` +
        "name was deleted: waiting for it. A name that is left out avoids the wait.",
    );
  }
  return again({ ...course, toldReserved: true }, reason, failure);
}

function keepOrDelete(round: FailedRound, { pair, attempt }: Sightings["ours"]): Round | Promise<Round> {
  const { maker, accountId } = round.creation;
  const state = maker.salvage(refOf(round.creation, round.course), pair, { accountId, attempt });
  return state === undefined ? deleteLost(round) : { kind: "done", state };
}

function recoverOrFail(round: FailedRound, { pair, attempt }: Sightings["orphan"]): Round | Promise<Round> {
  return round.creation.inputs.recoverOrphan === attempt
    ? deleteLost(round)
    : recogniseOrFail(round, { kind: "foreign", pair });
}

/** Without tags of ours, a request of ours that got no answer is known by the key alone. */
function recogniseOrFail({ creation, course, failure }: FailedRound, { pair }: Sightings["foreign"]): Round {
  const { maker, inputs, accountId } = creation;
  const ref = refOf(creation, course);
  const isOurs = !inputs.ownerTags && course.lost > 0 && maker.holdsOurKey(pair);
  const state = isOurs ? maker.salvage(ref, pair, { accountId, attempt: undefined }) : undefined;
  return state === undefined
    ? failed(new KeyPairExists(ref, pair, creation, { cause: failure }))
    : { kind: "done", state };
}

/** Deletes a pair that nobody holds the private key of: it was sent once and reached nobody. */
async function deleteLost({ creation, course, failure }: FailedRound): Promise<Round> {
  const { ecs, operation } = creation;
  const ref = refOf(creation, course);
  operation.say(
    `key pair ${place(ref)} was made but its private key was lost on the way: deleting it to make another`,
  );
  const problem = await ecs.deleteKeyPair(ref, operation).catch(asError);
  if (problem !== undefined && !isAmbiguous(problem)) {
    return failed(outcomeUnknown(creation, course, problem));
  }
  const next = problem === undefined ? { ...course, lost: 0 } : course;
  return again(next, `the answer that held the private key of ${place(ref)} was lost`, failure);
}

function again(course: Course, reason: string, cause: Error): Round {
  return { kind: "again", reason: new Error(reason, { cause }), course };
}

function failed(error: Error): Round {
  return { kind: "failed", error };
}

/** The address of the pair that a round makes. */
export function refOf({ regionId }: Creation, { keyPairName }: Course): KeyPairRef {
  return { keyPairName, regionId };
}

/** The error of a create that can't tell whether it has left a pair. */
export function outcomeUnknown({ inputs, maker, regionId }: Creation, course: Course, cause: Error): Error {
  const ref = { keyPairName: course.keyPairName, regionId };
  return new OutcomeUnknown(maker.action, ref, inputs.ownerTags ? [...course.sent] : [], { cause });
}

/** A failure as a value. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("unexpected failure", { cause: thrown });
}
