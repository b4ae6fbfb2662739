/** What the steps of one create, update or delete share. */
import type { EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import type { AttachmentInputs } from "./inputs";
import type { Live } from "../resource/instances";
import type { AttachmentState, Binding } from "./state";

/** An attachment while it changes. */
export interface Work {
  readonly ecs: EcsApi;
  readonly state: AttachmentState;
  readonly inputs: AttachmentInputs;
  /** The instances as they were before the change. */
  readonly live: Live;
  /** What state will hold, brought up to date with each result: a failure must not lose what was done before it. */
  readonly bindings: Map<string, Binding>;
  /** Whether a binding must stay although this attachment gives it up. */
  readonly mustStay: (keyPairName: string, instanceId: string) => boolean;
  readonly operation: Operation;
  /** Whether the engine still waits for the result. */
  readonly isAwaited: () => boolean;
}
