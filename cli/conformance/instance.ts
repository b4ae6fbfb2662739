/** The instance of a run: whether it may be used, what a restart with a newly attached key pair does, and how it is left. */
import { importedPair, runTagKey, type Ground } from "../../emulator/contract/ground";
import { valueAt, type Shown } from "../../emulator/contract/judge";
import type { ReadingName } from "../../emulator/contract/case";
import { agentReturns, agentRuns, keyFileScripts, runScript } from "./assistant";
import { ownNames } from "./cleanUp";
import type { Study } from "./conclusions";
import { CannotRun } from "./errors";
import type { Service } from "./service";
import type { CreatedNames } from "./stories";

/** The label of the key pair with which the instance is restarted. */
const label = "restart";

/**
 * Checks that a run may change an instance.
 *
 * @throws {@link CannotRun} with the reason
 */
export async function checkInstance(service: Service, instanceId: string): Promise<void> {
  const reason = unusable(await describe(service, instanceId));
  if (reason !== undefined) throw new CannotRun(`the instance ${instanceId} ${reason}`);
}

function unusable(instance: unknown): string | undefined {
  if (instance === undefined) return "does not exist in this region";
  if (!isAllowed(instance))
    return `does not carry the tag ${runTagKey}=yes, which allows a run to restart it`;
  if (boundPair(instance) !== "") return "is bound to a key pair: detach it first";
  if (valueAt(instance, "OSType") !== "linux") return "does not run Linux";
  return valueAt(instance, "Status") === "Running" ? undefined : "is not Running";
}

async function describe(service: Service, instanceId: string): Promise<unknown> {
  const parameters = { RegionId: service.regionId, InstanceIds: JSON.stringify([instanceId]) };
  const { status, code, body } = await service.ask("DescribeInstances", parameters);
  if (status !== 200) throw new CannotRun(`DescribeInstances failed: ${code ?? status}`);
  return valueAt(body, "Instances.Instance.0");
}

function isAllowed(instance: unknown): boolean {
  const tags = valueAt(instance, "Tags.Tag");
  return (
    Array.isArray(tags) &&
    tags.some((tag) => valueAt(tag, "TagKey") === runTagKey && valueAt(tag, "TagValue") === "yes")
  );
}

function boundPair(instance: unknown): string {
  const name = valueAt(instance, "KeyPairName");
  return typeof name === "string" ? name : "";
}

/**
 * Attaches a key pair, restarts the instance, and sees which states it passes and what becomes of root's authorized keys.
 * {@link releaseInstance} undoes it.
 */
export async function studyRestart(service: Service, ground: Ground, created: CreatedNames): Promise<Study> {
  const { instanceId, runId, rsaKey, ed25519Key } = ground;
  const scripts = keyFileScripts(runId, rsaKey, ed25519Key);
  const prepared = (await agentRuns(service, instanceId))
    ? await runScript(service, instanceId, scripts.prepare)
    : { succeeded: false, status: "Cloud Assistant does not run on the instance" };
  const failure = await restartWithPair(service, ground, created);
  if (failure !== undefined) return unseen(failure, "rebootingStatus", "keyAtStart");
  const { isOver, seen } = await watchRestart(service, instanceId);
  if (!isOver) return unseen("the instance did not run again in time", "rebootingStatus", "keyAtStart");
  const states =
    seen === undefined
      ? unseen("the restart was over before it was seen", "rebootingStatus")
      : { shown: [rebootingShown(seen)], reasons: {} };
  const keys = prepared.succeeded
    ? await studyKeys(service, instanceId, scripts.look)
    : unseen(prepared.status, "keyAtStart");
  return { shown: [...states.shown, ...keys.shown], reasons: { ...states.reasons, ...keys.reasons } };
}

/** @returns why the instance does not restart with a new key pair, if it does not */
async function restartWithPair(
  service: Service,
  ground: Ground,
  created: CreatedNames,
): Promise<string | undefined> {
  const { regionId, prefix, instanceId } = ground;
  const RegionId = regionId;
  const binding = { RegionId, KeyPairName: `${prefix}${label}`, InstanceIds: JSON.stringify([instanceId]) };
  for (const [action, parameters] of [
    ["ImportKeyPair", importedPair(ground, label)],
    ["AttachKeyPair", binding],
    ["RebootInstance", { RegionId, InstanceId: instanceId }],
  ] as const) {
    const response = await service.ask(action, parameters);
    created.note({ action, parameters }, response);
    const { status, code, body } = response;
    const isRefused = action === "AttachKeyPair" && String(valueAt(body, "FailCount")) !== "0";
    if (status !== 200 || isRefused) return `${action} failed: ${code ?? "the instance was refused"}`;
  }
  return undefined;
}

async function studyKeys(service: Service, instanceId: string, look: string): Promise<Study> {
  await agentReturns(service, instanceId);
  const { succeeded, output, status } = await runScript(service, instanceId, look);
  return succeeded
    ? { shown: [keyShown(output)], reasons: {} }
    : unseen(`the keys could not be read: ${status}`, "keyAtStart");
}

function unseen(reason: string, ...readings: readonly ReadingName[]): Study {
  return { shown: [], reasons: Object.fromEntries(readings.map((reading) => [reading, reason])) };
}

/** Five minutes at the pace of a remote service. */
const mostLooks = 150;
/** A restart that was not seen after so many looks is over, or never began. */
const looksForStart = 15;

async function watchRestart(
  service: Service,
  instanceId: string,
): Promise<{ isOver: boolean; seen: string | undefined }> {
  let seen: string | undefined;
  for (let look = 1; look <= mostLooks; look++) {
    const status = valueAt(await describe(service, instanceId), "Status");
    if (status === "Running" && (seen !== undefined || look >= looksForStart)) return { isOver: true, seen };
    if (typeof status === "string" && status !== "Running") seen ??= status;
    await service.pause();
  }
  return { isOver: false, seen };
}

function rebootingShown(status: string): Shown {
  const reading = "rebootingStatus";
  const choices: Readonly<Record<string, string>> = { Starting: "starting", Stopping: "stopping" };
  const choice = choices[status];
  return choice === undefined ? { reading } : { reading, choice };
}

function keyShown(output: string): Shown {
  const isKept = /^kept$/m.test(output);
  const isAdded = /^added$/m.test(output);
  const reading = "keyAtStart";
  if (isAdded) return { reading, choice: isKept ? "append" : "overwrite" };
  return isKept ? { reading, choice: "nothing" } : { reading };
}

/**
 * Leaves the instance as it was before the run: unbound, and with root's authorized keys of then. Touches it only if it carries the tag
 * that allows this, and detaches no key pair but the run's own.
 *
 * @returns what could not be undone
 */
export async function releaseInstance(
  service: Service,
  runId: string,
  instanceId: string,
): Promise<string[]> {
  const instance = await describe(service, instanceId);
  if (instance === undefined || !isAllowed(instance))
    return [`${instanceId} is not an instance that a run may change`];
  const left: string[] = [];
  const KeyPairName = boundPair(instance);
  if (KeyPairName !== "" && (await ownNames(service, runId)).includes(KeyPairName)) {
    const binding = { RegionId: service.regionId, KeyPairName, InstanceIds: JSON.stringify([instanceId]) };
    const { status, code, body } = await service.ask("DetachKeyPair", binding);
    const isDetached = status === 200 && String(valueAt(body, "FailCount")) === "0";
    if (!isDetached)
      left.push(`${instanceId} is still bound to ${KeyPairName}: ${code ?? "DetachKeyPair failed"}`);
  }
  if (await agentRuns(service, instanceId)) {
    const { succeeded, status } = await runScript(service, instanceId, keyFileScripts(runId, "", "").restore);
    if (!succeeded) left.push(`root's authorized keys on ${instanceId} are not restored: ${status}`);
  }
  return left;
}
