/** Update: changes the pair in state in place, and no other pair that happens to have its name. */
import type { DescribedKeyPair, EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import { compare } from "./compare";
import { changesInPlace } from "./diff";
import { incomparable, NotChanged } from "./errors";
import { applyInPlace } from "./inPlace";
import type { KeyPairInputs } from "./inputs";
import { assertSameAccount, lookUp } from "./presence";
import { needsRenewal, noteOwner, renewOwner } from "./renew";
import type { KeyPairState } from "./state";

/**
 * Applies the program's tags and resource group after comparing the pair with state, and renews its owner tag. An adopted pair is
 * identified by its name, as when it was taken over.
 *
 * @param open - opens the API; not called where nothing changes in ECS
 * @returns the new state, with the private key carried forward
 * @throws {@link NotChanged} when the pair is gone, another has its name, or it is unknown whether it is the same
 * @throws {@link OtherAccount} when the credentials in use can't see the pair
 * @throws {@link NotFullyConfigured} with the state reached
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
      await livePair(ecs, state, operation);
      return ecs;
    });
  }
  const ecs = await open();
  const pair = await livePair(ecs, state, operation);
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

/** The live pair, confirmed to be the one in state. */
async function livePair(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<DescribedKeyPair> {
  const pair = await lookUp(ecs, state, "shared", operation);
  if (pair === "gone") {
    throw new NotChanged(
      state,
      "it no longer exists in ECS. Run `pulumi refresh`, then `pulumi up` to recreate it.",
    );
  }
  switch (state.adopted === true ? "same" : compare(state, pair)) {
    case "same":
      return pair;
    case "other":
      // The pair in state may still exist, in the account that created it.
      await assertSameAccount(ecs, state, operation);
      throw new NotChanged(
        state,
        "another pair has its name now, created by someone else, and was left unchanged. Run `pulumi refresh` to see it. The next " +
          "`pulumi up` then lists the options.",
      );
    case "not comparable":
      throw new NotChanged(state, incomparable);
  }
}
