/** What the engine does with a host's answers, for one resource: state is what is left when an operation ends, well or not. */
import type { Host } from "../host";
import { partialStateOf } from "../partialState";
import type { Values } from "../rpc";

/** The resource as state holds it. */
export interface Recorded {
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
  /** The timeouts of its options, which the engine hands to each call, whatever the host's inputs repeat of them. */
  readonly timeouts: Values;
  /** Whether its last operation failed half-way, so that the next `up` updates it. */
  readonly failed: boolean;
}

/** A stack of one resource. Each operation gives the text of its failure, if it fails. */
export interface Stack {
  recorded(): Recorded | undefined;
  up(args: Values): Promise<string | undefined>;
  refresh(): Promise<string | undefined>;
  destroy(): Promise<string | undefined>;
}

/** Opens an empty stack on a host. */
export function openStack(host: Host): Stack {
  let state: Recorded | undefined;

  const create = async (inputs: Values, timeouts: Values): Promise<void> => {
    const { id, outs } = await host.create({ ...inputs, ...timeouts });
    state = { id, inputs, outputs: outs, timeouts, failed: false };
  };
  const update = async (old: Recorded, inputs: Values, timeouts: Values): Promise<void> => {
    const { changes, replaces } = await host.diff(old.outputs, inputs);
    if (replaces.length > 0) {
      throw new Error(`would be replaced for ${replaces.join(", ")}`);
    }
    if (changes || old.failed) {
      const outputs = await host.update(old.id, old.outputs, { ...inputs, ...timeouts });
      state = { ...old, inputs, outputs, timeouts, failed: false };
    }
  };
  /** A failure that carries a partial state is recorded with it. */
  const recording = async (
    { inputs, timeouts }: Pick<Recorded, "inputs" | "timeouts">,
    work: () => Promise<void>,
  ): Promise<string | undefined> => {
    try {
      await work();
      return undefined;
    } catch (error) {
      const partial = partialStateOf(error);
      if (partial !== undefined) {
        state = { id: partial.id, inputs, timeouts, outputs: partial.properties, failed: true };
      }
      return partial?.reasons.join("\n") ?? String(error);
    }
  };

  return {
    recorded: () => state,
    up: async (args) => {
      const { inputs, failures } = await host.check(state?.inputs ?? {}, args);
      if (failures.length > 0) {
        return failures.map(({ reason }) => reason).join("\n");
      }
      const old = state;
      const timeouts = timeoutsOf(args);
      return recording({ inputs, timeouts }, () =>
        old === undefined ? create(inputs, timeouts) : update(old, inputs, timeouts),
      );
    },
    refresh: () =>
      recording({ inputs: {}, timeouts: {} }, async () => {
        if (state !== undefined) {
          const { id, props } = await host.read(state.id, state.outputs);
          state = id === "" ? undefined : { ...state, outputs: props };
        }
      }),
    destroy: () =>
      recording({ inputs: {}, timeouts: {} }, async () => {
        if (state !== undefined) {
          await host.delete(state.id, { ...state.outputs, ...state.timeouts });
          state = undefined;
        }
      }),
  };
}

function timeoutsOf({ customTimeouts }: Values): Values {
  return customTimeouts === undefined ? {} : { customTimeouts };
}
