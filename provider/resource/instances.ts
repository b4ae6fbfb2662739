/** What resources that concern instances share: looking at them, and reporting those that failed. */
import type { EcsApi } from "../ecs/api";
import type { DescribedInstance } from "../ecs/instanceApi";
import type { Operation } from "../rpc/operation";

/** Instances as they are, by id; one that does not exist is missing. */
export type Live = ReadonlyMap<string, DescribedInstance>;

/** Looks at instances by id. */
export async function look(
  ecs: EcsApi,
  regionId: string,
  instanceIds: readonly string[],
  operation: Operation,
): Promise<Live> {
  const ids = [...new Set(instanceIds)];
  const found = await ecs.listInstances(regionId, { instanceIds: ids }, operation);
  return new Map(found.map((instance) => [instance.instanceId, instance]));
}

/** Why a change of an instance failed. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** An instance with its failure. */
export interface FailedInstance extends Failure {
  readonly instanceId: string;
}

/** Instances that ECS, or a rule of this provider, refused. */
export class InstancesFailed extends Error {
  override readonly name = "InstancesFailed";

  /**
   * @param what - what failed, to follow the instances' number: "could not be restarted"
   * @param adviceOn - what to do about a code; undefined where the message must suffice
   */
  constructor(
    what: string,
    failed: readonly FailedInstance[],
    adviceOn: (code: string) => string | undefined,
  ) {
    const lines = failed.map(({ instanceId, code, message }) => {
      const advice = adviceOn(code);
      return `  ${instanceId}: ${code}: ${message}${advice === undefined ? "" : `. ${advice}`}`;
    });
    const count = failed.length === 1 ? "1 instance" : `${failed.length} instances`;
    super(`${count} ${what}:\n${lines.join("\n")}`);
  }
}

/** The entries that have a failure. */
export function failedOf(
  entries: Iterable<{ readonly instanceId: string; readonly failure?: Failure }>,
): FailedInstance[] {
  return [...entries].flatMap(({ instanceId, failure }) =>
    failure === undefined ? [] : [{ instanceId, ...failure }],
  );
}

/** The strings of a list, each once. */
export function readIds(value: unknown): string[] {
  const ids = Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  return [...new Set(ids)];
}

/** The entries in the program's order; those of instances that are no longer wanted come last. */
export function inProgramOrder<T extends object>(
  instanceIds: readonly string[],
  entries: ReadonlyMap<string, T>,
): T[] {
  const wanted = instanceIds.flatMap((instanceId) => entries.get(instanceId) ?? []);
  return [...wanted, ...[...entries.values()].filter((entry) => !wanted.includes(entry))];
}

/** What is wrong with an instance id, worded to follow the argument's name. */
export function idProblem(instanceId: string): string | undefined {
  return /^[^\s"',]+$/.test(instanceId)
    ? undefined
    : "must be a list of instance ids, such as i-bp67acfmxazb4p****";
}
