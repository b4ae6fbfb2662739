/** The life of an attachment: each instance in the cloud that has its pair is in state, or it is reported. */
import { expect } from "vitest";
import type { Emulator } from "../../../emulator/emulator";
import type { InstanceView } from "../../../emulator/instanceDoors";
import { idsAskedOf, putInstance, putInstances, regionId } from "../attachments";
import type { Recorded } from "../stack";
import {
  argumentsOf,
  promised,
  targetOf,
  wantedOf,
  type AttachmentCell,
  type Wanted,
} from "./attachmentCells";
import type { Ground } from "./ground";
import { run, type Life, type Standing } from "./life";

/** Start times are exact to the minute: only an instance that has run for longer shows that it was restarted. */
const longAgo = new Date("2026-01-01T00:00:00Z");

/** An attachment's life. */
export const attachmentLife: Life<AttachmentCell> = {
  resource: "KeyPairAttachment",
  argumentsOf,
  targetOf,
  promised,
  needsFreshHost: () => false,
  prepare,
  othersIn: ({ emulator }) => emulator.instances().filter(isOthers),
  standings: (_, { cloud, stack }, told) =>
    ourBindings(cloud.emulator).map((binding) => standingOf(binding, stack.recorded(), told)),
  expectDone,
  finish,
};

/** Puts the pairs and three instances, and others' instances: with another pair, with none, and with ours, bound by somebody else. */
async function prepare(emulator: Emulator, cell: AttachmentCell): Promise<void> {
  const { first, second } = wantedOf(cell);
  for (const keyPairName of new Set([first.keyPairName, second.keyPairName, "others"])) {
    await emulator.putKeyPair({ regionId, keyPairName });
  }
  putInstances(emulator, 3, { startTime: longAgo });
  putInstance(emulator, "i-others-1", { keyPairName: "others", startTime: longAgo });
  putInstance(emulator, "i-others-2", { startTime: longAgo });
  putInstance(emulator, "i-others-3", { keyPairName: first.keyPairName, startTime: longAgo });
  emulator.setConditions({ instanceStartMs: 200, instanceStopMs: 200 });
}

function isOthers({ instanceId }: InstanceView): boolean {
  return instanceId.startsWith("i-others-");
}

function ours(emulator: Emulator): InstanceView[] {
  return emulator.instances().filter((instance) => !isOthers(instance));
}

/** One of our instances that has a pair. */
interface Binding {
  readonly instanceId: string;
  readonly keyPairName: string;
}

function ourBindings(emulator: Emulator): Binding[] {
  return ours(emulator).flatMap(({ instanceId, keyPairName }) =>
    keyPairName === undefined ? [] : [{ instanceId, keyPairName }],
  );
}

/** Whether state has the binding, the person was told of the instance, or nobody knows of it. */
function standingOf(binding: Binding, recorded: Recorded | undefined, told: string): Standing {
  if (bindingsIn(recorded).some((each) => isSame(each, binding))) {
    return "held";
  }
  return told.match(/\bi-\d+\b/g)?.includes(binding.instanceId) ? "reported" : "lost";
}

/** Of the attachment's own pair `instanceIds` is what counts; only `instances` still tells of the pair before. */
function bindingsIn(recorded: Recorded | undefined): Binding[] {
  const { keyPairName, instanceIds = [], instances = [] } = (recorded?.outputs ?? {}) as Partial<Recordings>;
  return [
    ...instanceIds.flatMap((instanceId) => (keyPairName === undefined ? [] : [{ instanceId, keyPairName }])),
    ...instances.flatMap(({ instanceId, keyPairName: bound }) =>
      bound === undefined || bound === keyPairName ? [] : [{ instanceId, keyPairName: bound }],
    ),
  ];
}

interface Recordings extends Wanted {
  readonly instances: readonly { instanceId: string; keyPairName?: string; restartPending: boolean }[];
}

function isSame(one: Binding, other: Binding): boolean {
  return one.instanceId === other.instanceId && one.keyPairName === other.keyPairName;
}

/** What the cell's step is to leave bound. */
function goalOf(cell: AttachmentCell): Binding[] {
  const { first, second } = wantedOf(cell);
  const { keyPairName, instanceIds } = cell.step === "update" ? second : first;
  return cell.step === "delete" ? [] : instanceIds.map((instanceId) => ({ instanceId, keyPairName }));
}

/** State and cloud have exactly the wanted bindings, and after restarts every instance runs with the new key. */
function expectDone(cell: AttachmentCell, { cloud, stack }: Ground): void {
  const goal = goalOf(cell);
  expect(ourBindings(cloud.emulator)).toEqual(goal);
  expect(bindingsIn(stack.recorded())).toEqual(goal);
  expect(ours(cloud.emulator).map(({ status }) => status)).toEqual(["Running", "Running", "Running"]);
  if (cell.way === "restarts") {
    const { instances } = stack.recorded()?.outputs as unknown as Recordings;
    expect(instances.map(({ restartPending }) => restartPending)).toEqual([false, false]);
    expect(ours(cloud.emulator).map(({ passwordLogin }) => passwordLogin)).toEqual([false, false, true]);
  }
}

/** The next operation does only what is missing, and a destroy leaves no binding of ours. */
async function finish(cell: AttachmentCell, ground: Ground, failure: string | undefined): Promise<void> {
  const { emulator } = ground.cloud;
  if (promised(cell) === "reported") {
    expect(failure).toContain("The call may still take effect later.");
  }
  if (failure !== undefined) {
    const missing = missingIn(emulator, cell);
    emulator.clearCalls();
    expect(await run(attachmentLife, cell, ground)).toBeUndefined();
    expect({
      attached: idsAskedOf(emulator, "AttachKeyPair").flat(),
      detached: idsAskedOf(emulator, "DetachKeyPair").flat(),
      restarted: idsAskedOf(emulator, "RebootInstances").flat(),
    }).toEqual(missing);
    expectDone(cell, ground);
  }
  expect(await ground.stack.destroy()).toBeUndefined();
  expect(ourBindings(emulator)).toEqual([]);
}

interface Missing {
  readonly attached: readonly string[];
  readonly detached: readonly string[];
  readonly restarted: readonly string[];
}

/** What the cloud still lacks of the goal. */
function missingIn(emulator: Emulator, cell: AttachmentCell): Missing {
  const goal = goalOf(cell);
  const bindings = ourBindings(emulator);
  const isWanted = ({ instanceId }: { instanceId: string }): boolean =>
    goal.some((each) => each.instanceId === instanceId);
  const isOld = ({ startTime }: InstanceView): boolean => startTime === longAgo.toISOString();
  const idsOf = (some: readonly { instanceId: string }[]): string[] =>
    some.map(({ instanceId }) => instanceId);
  return {
    attached: idsOf(goal.filter((each) => !bindings.some((binding) => isSame(each, binding)))),
    detached: idsOf(bindings.filter((binding) => cell.step !== "read" && !isWanted(binding))),
    restarted:
      cell.way === "restarts" ? idsOf(ours(emulator).filter((each) => isWanted(each) && isOld(each))) : [],
  };
}
