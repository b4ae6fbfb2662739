/** A resource's interface to the hosts: they translate Pulumi's calls into these, and know no resource by name. */
import type { EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import type { Fields } from "./fields";
import type { Owner } from "./owner";
import type { Properties } from "./values";

/** One kind of resource in one provider process. It takes and returns plain values, and knows neither Pulumi's wire formats nor HTTP. */
export interface Resource {
  /** The end of its type: `KeyPair` of `alicloud-keypair:index:KeyPair`. */
  readonly name: string;
  readonly fields: Fields;
  /** @param olds - the inputs of the existing resource; undefined for a new one and for a replacement */
  check(olds: Properties | undefined, news: Properties, options: CheckOptions): Checked;
  /**
   * Compares state with the program.
   *
   * @param inputs - checked; a value that is not known yet can turn out to be anything
   */
  diff(state: Properties, inputs: Properties, options: DiffOptions): Difference;
  /** The outputs that a create (without state) or an update would leave, as far as they are known. */
  preview(state: Properties | undefined, inputs: Properties, options: PreviewOptions): Properties;
  /** @throws {@link PartlyDone} with what was reached */
  create(context: Context, inputs: Properties): Promise<Reached>;
  /**
   * Reads the live resource.
   *
   * @param id - the resource's id; for an import or a resource that is only read, as the program gives it
   * @param state - what the engine holds; undefined for an import, only inputs for a resource that is only read
   */
  read(context: Context, id: string, state: Properties | undefined): Promise<Found | "gone">;
  /** @throws {@link PartlyDone} with what was reached */
  update(context: Context, state: Properties, inputs: Properties): Promise<Reached>;
  delete(context: Context, state: Properties): Promise<void>;
  /**
   * Undoes a create whose caller is gone: nobody will record what it created.
   *
   * @returns what became of it, for the user
   */
  undo(context: Context, created: Reached): Promise<string>;
}

/** What an operation needs besides its values. */
export interface Context {
  /** The owner of what the resource creates. */
  readonly owner: Owner;
  /** Opens the API on the first call. */
  readonly ecs: () => Promise<EcsApi>;
  /**
   * The given region, or the default.
   *
   * @throws Error when there is neither
   */
  readonly regionOf: (regionId: string | undefined) => string;
  readonly operation: Operation;
  /** Whether the engine still waits for the result: nothing is created for a caller that is gone. */
  readonly isAwaited: () => boolean;
}

/** A function that programs call. It only reads. */
export type Invoke = (context: Omit<Context, "owner" | "isAwaited">, args: Properties) => Promise<Invoked>;

/** A function's result, or why it rejects the arguments. */
export type Invoked = { readonly result: Properties } | { readonly failures: readonly CheckFailure[] };

/** A process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A resource as it is now. */
export interface Reached {
  readonly id: string;
  /** Everything that state keeps of it, in JSON's own types and without undefined values. */
  readonly outputs: Properties;
}

/** A resource that a read found. */
export interface Found extends Reached {
  /** The program inputs that match it as it is. */
  readonly inputs: Properties;
}

/** The resource exists, but a later step failed. State must record what was reached: it may hold the only copy of a key. */
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

/** What check needs besides the values. */
export interface CheckOptions {
  readonly owner: Owner;
  /** Called only where the program sets no region. */
  readonly defaults: () => Defaults;
  /** The stack's autonaming, where the engine passes it. */
  readonly autonaming: Autonaming | undefined;
  /** Which of the existing resource's inputs check filled in. */
  readonly filledIn: readonly string[];
}

/** The result of checking a program's arguments. */
export interface Checked {
  readonly inputs: Properties;
  /** The names of the inputs that check filled in. */
  readonly filledIn: readonly string[];
  readonly failures: readonly CheckFailure[];
  /** What may go wrong although the rules allow it. */
  readonly notes: readonly string[];
}

/** One argument that can't be accepted. */
export interface CheckFailure {
  /** Always empty: the engine prints the value of a named property, and that may be a secret set by mistake. */
  readonly property: "";
  /** What is wrong. It names the argument and never contains its value. */
  readonly reason: string;
}

/** Where the configuration puts a new resource. */
export interface Defaults {
  readonly regionId: string | undefined;
  /** The setting that the region came from, as named in messages. */
  readonly regionName: string | undefined;
  /** The settings that can name a region, for messages. */
  readonly regionSources: string;
}

/** How a stack names its resources. */
export type Autonaming =
  { readonly mode: "propose" | "enforce"; readonly proposedName: string } | { readonly mode: "disable" };

/** What diff needs besides the values. */
export interface DiffOptions {
  readonly owner: Owner;
  /** The region that a new resource would get; called only where the program sets none. */
  readonly defaultRegionId: () => string | undefined;
  /** The paths of Pulumi's option replaceOnChanges, where the host must apply it: `*`, `tags`, `tags.team`. */
  readonly replaceOnChanges: readonly unknown[];
}

/** What an `up` has to do. */
export interface Difference {
  /** The resource in state, as named in messages; undefined where state holds none. */
  readonly subject: string | undefined;
  /** Properties whose change replaces the resource. */
  readonly replaces: readonly string[];
  /** Properties whose change is applied in place. */
  readonly updates: readonly string[];
  /** Whether the old resource must be deleted first, because the new one takes its place. */
  readonly deleteBeforeReplace: boolean;
  /** Whether something changes in place that no property shows, such as an owner tag. */
  readonly alsoUpdates: boolean;
  /** What the user should know before this is applied. */
  readonly warning?: string;
}

/** What a preview needs besides the values. */
export interface PreviewOptions {
  readonly owner: Owner;
  readonly defaultRegionId: () => string | undefined;
}
