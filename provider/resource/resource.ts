/** What a resource is to the hosts: they translate Pulumi's calls into these, and know no resource by name. */
import type { EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import type { Fields } from "./fields";
import type { Owner } from "./owner";
import type { Properties } from "./values";

/** One kind of resource in one provider process. It takes and gives plain values, and knows neither Pulumi's wire forms nor HTTP. */
export interface Resource {
  /** As its type ends: `KeyPair` of `alicloud-keypair:index:KeyPair`. */
  readonly name: string;
  readonly fields: Fields;
  /** @param olds - the inputs of the living resource; undefined for a new one and for a replacement */
  check(olds: Properties | undefined, news: Properties, options: CheckOptions): Checked;
  /**
   * Compares what state holds with what the program asks for.
   *
   * @param inputs - checked; a value that is not known yet may be any
   */
  diff(state: Properties, inputs: Properties, options: DiffOptions): Difference;
  /** The outputs that a create (where there is no state), or an update would leave, as far as they are known. */
  preview(state: Properties | undefined, inputs: Properties, options: PreviewOptions): Properties;
  /** @throws {@link PartlyDone} that carries what was reached */
  create(context: Context, inputs: Properties): Promise<Reached>;
  /**
   * Reads what lives.
   *
   * @param id - the resource's id; for an import or a resource that is only read, as the program gives it
   * @param state - what the engine holds; undefined for an import, only inputs for a resource that is only read
   */
  read(context: Context, id: string, state: Properties | undefined): Promise<Found | "gone">;
  /** @throws {@link PartlyDone} that carries what was reached */
  update(context: Context, state: Properties, inputs: Properties): Promise<Reached>;
  delete(context: Context, state: Properties): Promise<void>;
  /**
   * Undoes a create whose caller is gone, so that nobody will record what it made.
   *
   * @returns what became of it, for a person
   */
  undo(context: Context, made: Reached): Promise<string>;
}

/** What an operation goes by beside its values. */
export interface Context {
  /** Whom the resource is for. */
  readonly owner: Owner;
  /** Opens the API at the first call. */
  readonly ecs: () => Promise<EcsApi>;
  /**
   * The region itself, or the default.
   *
   * @throws Error where there is neither
   */
  readonly regionOf: (regionId: string | undefined) => string;
  readonly operation: Operation;
  /** Whether the engine still waits for the answer: nothing is made for a caller that is gone. */
  readonly isAwaited: () => boolean;
}

/** A function that programs call: it only reads. */
export type Invoke = (context: Omit<Context, "owner" | "isAwaited">, args: Properties) => Promise<Invoked>;

/** What a function answers, or why it takes the arguments not. */
export type Invoked = { readonly result: Properties } | { readonly failures: readonly CheckFailure[] };

/** A process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A resource as it is now. */
export interface Reached {
  readonly id: string;
  /** All that state keeps of it, in JSON's own types and without an undefined value. */
  readonly outputs: Properties;
}

/** A resource that a read found. */
export interface Found extends Reached {
  /** The inputs that a program would give for it as it is. */
  readonly inputs: Properties;
}

/** The resource is there, but something that was to follow failed. State must have what was reached: it may hold the only copy of a key. */
export class PartlyDone extends Error {
  override readonly name = "PartlyDone";

  constructor(
    readonly reached: Reached,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** The caller of a create is gone. */
export class CallerGone extends Error {
  override readonly name = "CallerGone";
}

/** What check goes by beside the values. */
export interface CheckOptions {
  readonly owner: Owner;
  /** Asked only where the program names no region. */
  readonly defaults: () => Defaults;
  /** How the stack wants names to be made, where the engine says so. */
  readonly autonaming: Autonaming | undefined;
  /** Which of the living resource's inputs check filled in. */
  readonly filledIn: readonly unknown[];
}

/** What check says of a program's arguments. */
export interface Checked {
  readonly inputs: Properties;
  /** The names of those that check filled in. */
  readonly filledIn: readonly string[];
  readonly failures: readonly CheckFailure[];
  /** What may go wrong though the rules allow it. */
  readonly notes: readonly string[];
}

/** One argument that can't be accepted. */
export interface CheckFailure {
  /** Never named: the engine prints the value of a property that is, and a secret may stand there by mistake. */
  readonly property: "";
  /** What is wrong; it names the argument, and holds no value of it. */
  readonly reason: string;
}

/** What the configuration says about where something new goes. */
export interface Defaults {
  readonly regionId: string | undefined;
  /** The setting that the region came from, as a message names it. */
  readonly regionName: string | undefined;
  /** The settings that could have named a region, for a message. */
  readonly regionSources: string;
}

/** How a stack wants names to be made. */
export type Autonaming =
  { readonly mode: "propose" | "enforce"; readonly proposedName: string } | { readonly mode: "disable" };

/** What diff goes by beside the values. */
export interface DiffOptions {
  readonly owner: Owner;
  /** The region that a resource made now would get; asked only where the program names none. */
  readonly defaultRegionId: () => string | undefined;
  /** The paths of Pulumi's option replaceOnChanges, where the host is to apply it: `*`, `tags`, `tags.team`. */
  readonly replaceOnChanges: readonly unknown[];
}

/** What an `up` has to do. */
export interface Difference {
  /** The resource in state, as a message names it; undefined where state holds none. */
  readonly subject: string | undefined;
  /** Properties whose change replaces the resource. */
  readonly replaces: readonly string[];
  /** Properties whose change is taken over in place. */
  readonly updates: readonly string[];
  /** Whether the old one must go first, for the new one takes its place. */
  readonly deleteBeforeReplace: boolean;
  /** Whether something is to change in place that no property shows, such as an owner tag. */
  readonly alsoUpdates: boolean;
  /** What a person should know before this is carried out. */
  readonly warning?: string;
}

/** What a preview goes by beside the values. */
export interface PreviewOptions {
  readonly owner: Owner;
  readonly defaultRegionId: () => string | undefined;
}
