/** Undoing a create whose caller is gone: nobody will record the private key, so that the pair is deleted again. */
import type { EcsApi } from "../ecs/api";
import { startOperation, type Operation } from "../rpc/operation";
import { deleteKeyPair } from "./delete";
import { place } from "./errors";
import type { KeyPairState } from "./state";

/** The time for deleting again, in milliseconds: the create's own may be over. */
const undoTimeoutMs = 60_000;

/**
 * Deletes the pair that was just made. One that was only adopted stays as it is.
 *
 * @returns what became of it, which the person is warned of as well
 */
export async function undoCreate(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<string> {
  const gaveUp = `Pulumi gave up the create of key pair ${place(state)} before it had the answer`;
  if (state.adopted === true) {
    return `${gaveUp}. The pair was only to be adopted: it stays in ECS.`;
  }
  const became = await deleteAgain(ecs, state, startOperation(undoTimeoutMs, operation));
  const message = `${gaveUp}${became}`;
  operation.warn(message);
  return message;
}

async function deleteAgain(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<string> {
  try {
    await deleteKeyPair(ecs, state, { detachOnDelete: false }, operation);
    return ". Nobody would have recorded its private key: the pair was deleted again.";
  } catch (error) {
    const tag =
      state.attempt === undefined ? "" : `, with recoverOrphan: "${state.attempt}" in the next \`pulumi up\``;
    const problem = error instanceof Error ? error.message : "";
    return `, and deleting the pair again failed: ${problem}\nNobody holds its private key: delete it${tag}.`;
  }
}
