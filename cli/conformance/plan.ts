/** What a run will do, told before it does anything. */
import { runTagKey, type Ground } from "../../emulator/contract/ground";
import { contractFor } from "../../emulator/contract/table";
import { callsPerCommand, lifecycleCommands } from "./lifecycle";
import { callsPerMinute, minutesFor } from "./pace";

/** What a plan is made of. */
export interface Planned {
  readonly ground: Ground;
  /** The host that the calls go to. */
  readonly host: string;
  readonly instanceId: string | undefined;
  readonly withLifecycle: boolean;
  /** The report's files. */
  readonly files: readonly string[];
}

/** Checks before a run, its ground, and clean-up. */
const callsAround = 6;
/** Checking an instance, restarting it and leaving it as it was; the restart takes most of them. */
const callsForInstance = 60;

const actionsAround = ["DescribeKeyPairs", "ImportKeyPair", "DeleteKeyPairs"];
const actionsForInstance = [
  "DescribeCloudAssistantStatus",
  "RunCommand",
  "DescribeInvocationResults",
  "RebootInstance",
];

/** @returns the plan as text */
export function planText(planned: Planned): string {
  const { ground, host, instanceId, withLifecycle, files } = planned;
  const { runId, regionId, prefix } = ground;
  const cases = contractFor(ground)
    .flat()
    .filter(({ needs }) => needs === undefined || (needs === "instance" && instanceId !== undefined));
  const calls =
    cases.length +
    callsAround +
    (instanceId === undefined ? 0 : callsForInstance) +
    (withLifecycle ? lifecycleCommands.length * (callsPerCommand + 2) : 0);
  const actions = new Set([
    ...actionsAround,
    ...cases.map(({ action }) => action),
    ...(instanceId === undefined ? [] : actionsForInstance),
  ]);
  const clean = `npx pulumi-alicloud-keypair conformance --region ${regionId} --clean ${runId}`;
  const rows = [
    ["calls", `about ${calls}, ${durationText(calls, host)}`],
    ["key pairs", `${prefix}*, with the tag ${runTagKey}=${runId}; all are deleted at the end`],
    ["instance", instanceText(instanceId)],
    ...(withLifecycle
      ? [["Pulumi", "up, refresh, rotate and destroy of one key pair in a temporary stack"]]
      : []),
    ["report", files.join(", ")],
    ["if it is killed", instanceId === undefined ? clean : `${clean} --instance ${instanceId}`],
    [
      "permissions",
      [...actions]
        .sort()
        .map((action) => `ecs:${action}`)
        .join(", "),
    ],
  ];
  const lines = rows.map(([name = "", text = ""]) => `  ${name.padEnd(16)}${text}`);
  return `Run ${runId} compares ECS in ${regionId}, at ${host}, with the emulator's contract:\n${lines.join("\n")}\n`;
}

function durationText(calls: number, host: string): string {
  const minutes = minutesFor(calls, host);
  return minutes === 0
    ? "without waiting between them"
    : `at most ${callsPerMinute} a minute: about ${minutes} minutes`;
}

function instanceText(instanceId: string | undefined): string {
  return instanceId === undefined
    ? "none is touched"
    : `${instanceId} gets a key pair, is restarted, and loses the key pair; root's authorized keys are changed and put back`;
}
