/** Undoes a create whose caller is gone: nobody will record the private key, so the pair is deleted. */
import type { EcsApi } from "../ecs/api";
import { startOperation, type Operation } from "../rpc/operation";
import { deleteKeyPair } from "./delete";
import { place } from "../resource/errors";
import type { KeyPairState } from "./state";

/** The time for the delete, in milliseconds: the create's own may be over. */
const undoTimeoutMs = 60_000;

/**
 * Deletes the pair that was just created. One that was only adopted stays as it is.
 *
 * @returns what became of it, which the user also sees as a warning
 */
export async function undoCreate(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<string> {
  const stopped = `Pulumi stopped waiting for the create of key pair ${place(state)}`;
  if (state.adopted === true) {
    return `${stopped}. The pair was only adopted, so it stays in ECS.`;
  }
  const became = await deleteCreated(ecs, state, startOperation(undoTimeoutMs, operation));
  const message = `${stopped}${became}`;
  operation.warn(message);
  return message;
}

async function deleteCreated(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<string> {
  try {
    await deleteKeyPair(ecs, state, { detachOnDelete: false }, operation);
    return ". Its private key was never recorded, so the pair was deleted.";
  } catch (error) {
    const how =
      state.attempt === undefined ? "" : ` with recoverOrphan: "${state.attempt}" in the next \`pulumi up\``;
    const problem = error instanceof Error ? error.message : "";
    return `, and deleting the pair failed: ${problem}\nIts private key was never recorded. Delete the pair${how}.`;
  }
}
