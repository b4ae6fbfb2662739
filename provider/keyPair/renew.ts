/** Renews the owner tag: the tag follows a resource that was renamed, moved or given other parents. */
import type { DescribedKeyPair, EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import { compare } from "./compare";
import { asError, place } from "../resource/errors";
import type { KeyPairInputs } from "./inputs";
import { isOf, isTagOf, ownerKey, ownerOnRecord, ownerTag } from "../resource/owner";
import type { KeyPairState } from "./state";
import { ownerOf } from "./tags";

/** The inputs that decide whether to renew the tag. */
export type Wanted = Pick<KeyPairInputs, "owner" | "ownerTags">;

/** Whether the tag names an owner other than the resource's current one. A pair without an attempt has no tags of ours. */
export function needsRenewal(state: KeyPairState, { owner, ownerTags }: Wanted): boolean {
  return (
    ownerTags &&
    state.adopted !== true &&
    state.attempt !== undefined &&
    state.owner !== undefined &&
    !isOf(owner, state.owner)
  );
}

/** Records the owner that the live pair's tag names, unless state has it or the pair is not the one in state. */
export function noteOwner(state: KeyPairState, pair: DescribedKeyPair): KeyPairState {
  const tag = ownerOf(pair);
  const isNoted = tag === undefined || (state.owner !== undefined && isTagOf(state.owner, tag));
  return isNoted || state.attempt === undefined || compare(state, pair) !== "same"
    ? state
    : { ...state, owner: tag };
}

/**
 * Rewrites the tag. A failure is only a warning: the pair is unchanged, and the next `up` retries.
 *
 * @param open - opens the API; fails where the live pair is not the one in state
 */
export async function renewOwner(
  open: () => Promise<EcsApi>,
  state: KeyPairState,
  { owner }: Wanted,
  operation: Operation,
): Promise<KeyPairState> {
  try {
    const ecs = await open();
    await ecs.tagKeyPair(state, [{ key: ownerKey, value: ownerTag(owner) }], operation);
  } catch (error) {
    const why = asError(error).message;
    operation.warn(
      `the tag ${ownerKey} on key pair ${place(state)} still names ${state.owner ?? "another resource"}: ${why}\nThe next \`pulumi up\` retries.`,
    );
    return state;
  }
  operation.say(`the tag ${ownerKey} now names ${ownerTag(owner)}`);
  return { ...state, owner: ownerOnRecord(owner) };
}
