/** Writes the key on instances, and reads it back there. */
import { isReleased, isUnfit } from "./fitness";
import { fingerprintOf, sameKey } from "./inputs";
import { runOn, type Outcome } from "./run";
import { scriptFor } from "./script";
import { fail, holderOf, type Work } from "./work";

/** @returns the instances on which the key was read back, in a file that sshd was confirmed to read */
export async function addKey(work: Work, instanceIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { ecs, regionId, inputs, unfit, operation } = work;
  const { key, timeoutSeconds } = inputs;
  const fit = instanceIds.filter((instanceId) => !unfit.has(instanceId));
  for (const instanceId of instanceIds) {
    const problem = unfit.get(instanceId);
    if (problem !== undefined) {
      fail(work, instanceId, problem);
    }
  }
  const script = scriptFor({ kind: "add", publicKey: key.publicKey }, key.user);
  const proven = new Set<string>();
  await runOn(ecs, fit, { regionId, script, timeoutSeconds }, operation, (instanceId, outcome) => {
    if (record(work, instanceId, outcome)) {
      proven.add(instanceId);
    }
  });
  operation.say(`the key of ${key.user} was read back on ${proven.size} of ${instanceIds.length} instances`);
  return proven;
}

/** @returns whether the key was read back, in a file that sshd reads */
function record(work: Work, instanceId: string, outcome: Outcome): boolean {
  const { key } = work.inputs;
  const holder = holderOf(work, instanceId);
  const others = holder.leftKeys.filter((each) => !sameKey(each, key));
  if (outcome.kind === "report" && outcome.report.plain.includes(fingerprintOf(key))) {
    work.holders.set(instanceId, { ...holder, isPresent: true, leftKeys: others });
    if (!outcome.report.isConfirmed) {
      work.operation.warn(
        `instance ${instanceId}: the key was written to the file of ${key.user}, but \`sshd -T\` can't be run there to confirm that ` +
          "sshd reads that file. Log in with the key before you rely on it.",
      );
    }
    return outcome.report.isConfirmed;
  }
  if (outcome.kind === "failed" && outcome.mayHaveRun && !holder.isPresent) {
    work.holders.set(instanceId, { ...holder, leftKeys: [...others, key] });
  }
  fail(
    work,
    instanceId,
    outcome.kind === "failed"
      ? outcome.failure
      : { code: "NotWritten", message: "the key was not in the file when it was read back" },
  );
  return false;
}

/** Whether the program leaves out this instance, on which no command can run. One that may hold a retired key is never left out. */
export function isSkipped(work: Work, instanceId: string): boolean {
  const { failure, leftKeys } = holderOf(work, instanceId);
  return (
    work.inputs.onUnfit === "skip" &&
    failure !== undefined &&
    isUnfit(failure) &&
    !isReleased(failure) &&
    leftKeys.every((each) => sameKey(each, work.inputs.key))
  );
}
