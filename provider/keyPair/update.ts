/** Update: changes the pair in state in place, and no other that happens to have its name. */
import type { DescribedKeyPair, EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import { compare } from "./compare";
import { changesInPlace } from "./diff";
import { NotChanged } from "./errors";
import { applyInPlace } from "./inPlace";
import type { KeyPairInputs } from "./inputs";
import { assertSameAccount, lookUp } from "./presence";
import { needsRenewal, noteOwner, renewOwner } from "./renew";
import type { KeyPairState } from "./state";

/**
 * Gives the pair the tags and the group that the program names, after comparing it with state, and renews its owner tag. A pair that
 * was adopted goes by its name, as it was taken over.
 *
 * @param open - opens the API; not called where nothing changes in the cloud
 * @returns the state after it; the private key is carried forward
 * @throws {@link NotChanged} when the pair is gone, or another has its name, or it can't be told whether it is the same
 * @throws {@link OtherAccount} when the credentials in use can't see the pair
 * @throws {@link NotFullyConfigured} that carries what was reached
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-tagresources | TagResources}
 */
export async function updateKeyPair(
  open: () => Promise<EcsApi>,
  state: KeyPairState,
  inputs: KeyPairInputs,
  operation: Operation,
): Promise<KeyPairState> {
  if (!changesInPlace(state, { ...inputs })) {
    return renewIfNeeded(state, inputs, operation, async () => {
      const ecs = await open();
      await livingPair(ecs, state, operation);
      return ecs;
    });
  }
  const ecs = await open();
  const pair = await livingPair(ecs, state, operation);
  const changed = noteOwner(await applyInPlace(ecs, state, inputs, operation), pair);
  return renewIfNeeded(changed, inputs, operation, () => Promise.resolve(ecs));
}

function renewIfNeeded(
  state: KeyPairState,
  inputs: KeyPairInputs,
  operation: Operation,
  openChecked: () => Promise<EcsApi>,
): Promise<KeyPairState> | KeyPairState {
  return needsRenewal(state, inputs) ? renewOwner(openChecked, state, inputs, operation) : state;
}

/** The pair in state as it lives. */
async function livingPair(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<DescribedKeyPair> {
  const pair = await lookUp(ecs, state, "shared", operation);
  if (pair === "gone") {
    throw new NotChanged(state, "it is gone from ECS. Run pulumi refresh; the up after it makes it anew.");
  }
  switch (state.adopted === true ? "same" : compare(state, pair)) {
    case "same":
      return pair;
    case "other":
      // The pair in state may well be there, in the account that made it.
      await assertSameAccount(ecs, state, operation);
      throw new NotChanged(
        state,
        "another pair has its name now, made by someone else, which was left as it is. Run pulumi refresh to see it; the up after " +
          "it says what can be done.",
      );
    case "not comparable":
      throw new NotChanged(
        state,
        "it no longer carries the tag that names the request that made it, and ECS shows no public key to compare, so that it " +
          "may be another's.",
      );
  }
}
