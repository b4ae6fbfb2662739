/** A create whose caller is gone: nobody will record what it makes, so that nothing is made, or it is deleted again. */
import type { EcsApi } from "../ecs/api";
import { startOperation, type Voice } from "../ecs/operation";
import { deleteKeyPair } from "../keyPair/delete";
import { place } from "../keyPair/errors";
import type { KeyPairState } from "../keyPair/state";

/** The time for deleting again, in milliseconds: the create's own may be over. */
const undoTimeoutMs = 60_000;

/** Whether the engine still waits for the answer. */
export interface Caller {
  isGone(): boolean;
}

/** The engine has given the call up, or has ended. */
export class CallerGone extends Error {
  override readonly name = "CallerGone";
}

/** The API as a create may use it: it makes nothing any more once the caller is gone. */
export function whileAwaited(ecs: EcsApi, caller: Caller): EcsApi {
  const refuse = (): Promise<never> =>
    Promise.reject(new CallerGone("Pulumi has given this create up: no key pair was made"));
  return {
    ...ecs,
    createKeyPair: (request, operation) =>
      caller.isGone() ? refuse() : ecs.createKeyPair(request, operation),
    importKeyPair: (request, operation) =>
      caller.isGone() ? refuse() : ecs.importKeyPair(request, operation),
  };
}

/**
 * Deletes the pair that was just made. One that was only adopted stays as it is.
 *
 * @throws {@link CallerGone} in any case: there is no state to answer with
 */
export async function undoCreate(ecs: EcsApi, state: KeyPairState, voice: Voice): Promise<never> {
  const gaveUp = `Pulumi gave up the create of key pair ${place(state)} before it had the answer`;
  if (state.adopted === true) {
    throw new CallerGone(`${gaveUp}. The pair was only to be adopted: it stays in ECS.`);
  }
  try {
    await deleteKeyPair(ecs, state, { detachOnDelete: false }, startOperation(undoTimeoutMs, voice));
  } catch (cause) {
    const tag =
      state.attempt === undefined ? "" : `, with recoverOrphan: "${state.attempt}" in the next \`pulumi up\``;
    const problem = cause instanceof Error ? cause.message : "";
    const message = `${gaveUp}, and deleting the pair again failed: ${problem}\nNobody holds its private key: delete it${tag}.`;
    voice.warn(message);
    throw new CallerGone(message, { cause });
  }
  const message = `${gaveUp}. Nobody would have recorded its private key: the pair was deleted again.`;
  voice.warn(message);
  throw new CallerGone(message);
}
