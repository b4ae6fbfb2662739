/** What the engine does with a host's answers, for one resource: state is what is left when an operation ends, well or not. */
import type { Host } from "./host";
import { partialStateOf } from "./partialState";
import type { Values } from "./rpc";

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

/** Which pair of a replacement comes first. */
export type Order = "create first" | "delete first";

/**
 * When the old pair of a replacement is deleted: as part of the operation, or when it is told to. The engine does it at the end of
 * an `up`, after all other resources.
 */
export type Deletes = "at once" | "when told";

/** A stack of one resource. Each operation gives the text of its failure, if it fails. */
export interface Stack {
  recorded(): Recorded | undefined;
  /** Every pair that state holds: the resource's, and those that a replacement could not delete yet. */
  held(): readonly Recorded[];
  up(args: Values): Promise<string | undefined>;
  /** `up --replace`, or a trigger: diff is not asked. */
  replace(args: Values, order: Order): Promise<string | undefined>;
  refresh(): Promise<string | undefined>;
  /** Deletes what a replacement has left, where that is not part of the replacement. */
  deleteOld(): Promise<string | undefined>;
  destroy(): Promise<string | undefined>;
  /** Goes on with another process, as the next command does. */
  use(host: Host): void;
}

/**
 * Opens a stack on a host.
 *
 * @param recorded - what its state holds; nothing by default
 */
export function openStack(firstHost: Host, recorded?: Recorded, deletes: Deletes = "at once"): Stack {
  let host = firstHost;
  let state = recorded;
  let condemned: readonly Recorded[] = [];

  const remove = ({ id, outputs, timeouts, inputs }: Recorded): Promise<void> =>
    host.delete(id, { ...outputs, ...timeouts }, inputs["owner"]);
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
  const deleteCondemned = async (): Promise<void> => {
    for (const old of condemned) {
      await remove(old);
      condemned = condemned.filter((other) => other !== old);
    }
  };
  /** Checks the arguments, then works with them; what a replacement has left is deleted in the end. */
  const withInputs = async (
    olds: Values,
    args: Values,
    work: (inputs: Values, timeouts: Values) => Promise<void>,
  ): Promise<string | undefined> => {
    const { inputs: checked, failures } = await host.check(olds, args);
    if (failures.length > 0) {
      return failures.map(({ reason }) => reason).join("\n");
    }
    // Every call of the engine names the resource, whether the host's inputs do or not.
    const inputs = { ...checked, owner: args["owner"] };
    const timeouts = timeoutsOf(args);
    return recording({ inputs, timeouts }, async () => {
      await work(inputs, timeouts);
      if (deletes === "at once") {
        await deleteCondemned();
      }
    });
  };

  return {
    recorded: () => state,
    held: () => [...(state === undefined ? [] : [state]), ...condemned],
    up: (args) => {
      const old = state;
      return withInputs(old?.inputs ?? {}, args, (inputs, timeouts) =>
        old === undefined ? create(inputs, timeouts) : update(old, inputs, timeouts),
      );
    },
    replace: async (args, order) => {
      const old = state;
      await host.check(old?.inputs ?? {}, args);
      return withInputs({}, args, async (inputs, timeouts) => {
        if (old !== undefined && order === "delete first") {
          await remove(old);
          state = undefined;
        }
        await create(inputs, timeouts);
        condemned = old !== undefined && order === "create first" ? [...condemned, old] : condemned;
      });
    },
    refresh: () =>
      recording({ inputs: {}, timeouts: {} }, async () => {
        if (state !== undefined) {
          const { id, props } = await host.read(state.id, state.outputs, state.inputs["owner"]);
          state = id === "" ? undefined : { ...state, outputs: props };
        }
      }),
    deleteOld: () => recording({ inputs: {}, timeouts: {} }, deleteCondemned),
    destroy: () =>
      recording({ inputs: {}, timeouts: {} }, async () => {
        for (const old of [...condemned, ...(state === undefined ? [] : [state])]) {
          await remove(old);
          condemned = condemned.filter((other) => other !== old);
          state = state === old ? undefined : state;
        }
      }),
    use: (next) => {
      host = next;
    },
  };
}

function timeoutsOf({ customTimeouts }: Values): Values {
  return customTimeouts === undefined ? {} : { customTimeouts };
}
