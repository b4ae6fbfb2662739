/** Looks at instances: which pair each one has now, and whether it runs. */
import type { DescribedInstance, EcsApi } from "../ecs/api";
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
