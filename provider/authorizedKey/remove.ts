/** Removes keys that are no longer wanted, on instances where the new key was read back in the same run. */
import type { Failure } from "../resource/instances";
import { isReleased } from "./fitness";
import { fingerprintOf, keyText, sameKey, type UserKey } from "./inputs";
import type { Removal } from "./plan";
import { runOn, type Outcome } from "./run";
import { scriptFor } from "./script";
import { fail, forget, type Work } from "./work";

const notProven: Failure = {
  code: "NotProven",
  message: "the old key was kept, because the new key could not be confirmed in the file that sshd reads",
};

/** One key to remove from several instances at once. */
interface Group {
  readonly key: UserKey;
  readonly isWanted: boolean;
  readonly instanceIds: string[];
}

/**
 * Removes keys.
 *
 * @param proven - the instances on which the new key was read back
 */
export async function removeKeys(
  work: Work,
  removals: readonly Removal[],
  proven: ReadonlySet<string>,
): Promise<void> {
  for (const group of groupsOf(work, removals, proven)) {
    await removeGroup(work, group);
  }
}

function groupsOf(work: Work, removals: readonly Removal[], proven: ReadonlySet<string>): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const { instanceId, keys, isWanted } of removals) {
    for (const key of keys) {
      if (isRemovable(work, instanceId, key, isWanted, proven)) {
        const name = `${isWanted} ${keyText(key)}`;
        const group = groups.get(name) ?? { key, isWanted, instanceIds: [] };
        group.instanceIds.push(instanceId);
        groups.set(name, group);
      }
    }
  }
  return groups.values();
}

/** Decides what can be decided without a command. */
function isRemovable(
  work: Work,
  instanceId: string,
  key: UserKey,
  isWanted: boolean,
  proven: ReadonlySet<string>,
): boolean {
  const unfit = work.unfit.get(instanceId);
  const isRetired = !sameKey(key, work.inputs.key);
  if (!isWanted && work.mustStay(key, instanceId)) {
    forget(work, instanceId, key);
    return false;
  }
  if (unfit !== undefined && isReleased(unfit) && !isWanted) {
    forget(work, instanceId, key);
    return false;
  }
  if (unfit !== undefined && !isWanted && !isRetired && work.inputs.onUnfit === "skip") {
    work.operation.warn(`instance ${instanceId} may still accept the key of ${key.user}: ${unfit.message}.`);
    forget(work, instanceId, key);
    return false;
  }
  if (unfit !== undefined) {
    fail(work, instanceId, unfit);
    return false;
  }
  if (isWanted && !proven.has(instanceId)) {
    fail(work, instanceId, notProven);
    return false;
  }
  return true;
}

async function removeGroup(work: Work, { key, isWanted, instanceIds }: Group): Promise<void> {
  const { ecs, regionId, inputs, operation } = work;
  const isReplaced = isWanted && key.user === inputs.key.user;
  const script = scriptFor(
    {
      kind: "remove",
      publicKey: key.publicKey,
      // A retired key must not open the instance, whoever wrote it. One that is only taken off here keeps others' lines.
      onlyMarked: key.publicKey === inputs.key.publicKey,
      keepLast: !inputs.allowLastKey,
      ...(isReplaced && { requires: inputs.key.publicKey }),
    },
    key.user,
  );
  const run = { regionId, script, timeoutSeconds: inputs.timeoutSeconds };
  await runOn(ecs, instanceIds, run, operation, (instanceId, outcome) => {
    record(work, instanceId, { key, isWanted }, outcome);
  });
}

function record(
  work: Work,
  instanceId: string,
  { key, isWanted }: Pick<Group, "key" | "isWanted">,
  outcome: Outcome,
): void {
  if (outcome.kind !== "report") {
    const { failure } = outcome;
    // The program still wants a key there: a look at the instance, at the next `up`, decides whether it is gone.
    if (isReleased(failure) && !isWanted) {
      forget(work, instanceId, key);
    } else {
      fail(work, instanceId, failure);
    }
    return;
  }
  switch (outcome.report.outcome) {
    case "done":
      if (outcome.report.fingerprints.includes(fingerprintOf(key))) {
        work.operation.warn(
          `instance ${instanceId} still accepts the key of ${key.user}: another line has it, which this resource did not write.`,
        );
      }
      forget(work, instanceId, key);
      return;
    case "kept last":
      fail(work, instanceId, {
        code: "LastKey",
        message: `it is the last key of ${key.user}, so it was kept. Set allowLastKey: true to remove it`,
      });
      return;
    case "not confirmed":
    case "required key missing":
      fail(work, instanceId, notProven);
  }
}
