/** Changes to a live pair without a replacement: its tags and its resource group. */
import type { EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import { NotFullyConfigured } from "./errors";
import type { KeyPairInputs } from "./inputs";
import type { KeyPairState } from "./state";
import { sameTags, toTags } from "./tags";

/**
 * The tags that the program wants on the pair; undefined where it leaves them alone. An adopted pair keeps its tags as long as the
 * program sets none.
 */
export function wantedTags(
  state: Pick<KeyPairState, "adopted">,
  tags: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  return tags ?? (state.adopted === true ? undefined : {});
}

/**
 * Applies the program's tags and resource group, and nothing else. System tags and the provider's own are never touched.
 *
 * @returns the new state, with the private key carried forward
 * @throws {@link NotFullyConfigured} with the state reached
 */
export async function applyInPlace(
  ecs: EcsApi,
  state: KeyPairState,
  inputs: KeyPairInputs,
  operation: Operation,
): Promise<KeyPairState> {
  let reached = state;
  try {
    reached = await applyTags(ecs, reached, inputs, operation);
    return await applyGroup(ecs, reached, inputs, operation);
  } catch (error) {
    throw error instanceof Error ? new NotFullyConfigured(reached, error) : error;
  }
}

async function applyTags(
  ecs: EcsApi,
  state: KeyPairState,
  inputs: KeyPairInputs,
  operation: Operation,
): Promise<KeyPairState> {
  const { tags: current = {}, ...rest } = state;
  const tags = wantedTags(state, inputs.tags);
  if (tags === undefined || sameTags(current, tags)) {
    return state;
  }
  const stale = Object.keys(current).filter((key) => !Object.hasOwn(tags, key));
  const changed = toTags(tags).filter(({ key, value }) => current[key] !== value);
  if (stale.length > 0) {
    await ecs.untagKeyPair(state, stale, operation);
  }
  if (changed.length > 0) {
    await ecs.tagKeyPair(state, changed, operation);
  }
  return { ...rest, ...(Object.keys(tags).length > 0 && { tags }) };
}

async function applyGroup(
  ecs: EcsApi,
  state: KeyPairState,
  { resourceGroupId }: KeyPairInputs,
  operation: Operation,
): Promise<KeyPairState> {
  if (resourceGroupId === undefined || resourceGroupId === state.resourceGroupId) {
    return state;
  }
  await ecs.moveKeyPair(state, resourceGroupId, operation);
  return { ...state, resourceGroupId };
}
