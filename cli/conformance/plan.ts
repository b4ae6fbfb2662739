/** What a run will do, told before it does anything. */
import type { Case } from "../../emulator/contract/case";
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

/** The calls of the contract that a run makes. */
function casesOf({ ground, instanceId }: Pick<Planned, "ground" | "instanceId">): Case[] {
  return contractFor(ground)
    .flat()
    .filter(({ needs }) => needs === undefined || (needs === "instance" && instanceId !== undefined));
}

/** The RAM permissions that a run needs, in alphabetical order. */
export function permissionsFor(planned: Pick<Planned, "ground" | "instanceId">): string[] {
  const actions = [
    ...actionsAround,
    ...casesOf(planned).map(({ action }) => action),
    ...(planned.instanceId === undefined ? [] : actionsForInstance),
  ];
  return [...new Set(actions)].sort().map((action) => `ecs:${action}`);
}

/** @returns the plan as text */
export function planText(planned: Planned): string {
  const { ground, host, instanceId, withLifecycle, files } = planned;
  const { runId, regionId, prefix } = ground;
  const calls =
    casesOf(planned).length +
    callsAround +
    (instanceId === undefined ? 0 : callsForInstance) +
    (withLifecycle ? lifecycleCommands.length * (callsPerCommand + 2) : 0);
  const clean = `npx pulumi-alicloud-keypair conformance --region ${regionId} --clean ${runId}`;
  const rows = [
    ["calls", `about ${calls}, ${durationText(calls, host)}`],
    ["key pairs", `${prefix}*, with the tag ${runTagKey}=${runId}; all are deleted at the end`],
    ["instance", instanceText(instanceId)],
    ...(withLifecycle
      ? [["Pulumi", "up, refresh, rotate and destroy of one key pair in a temporary stack"]]
      : []),
    ["report", files.join(", ")],
    ["if killed", instanceId === undefined ? clean : `${clean} --instance ${instanceId}`],
    ["permissions", permissionsFor(planned).join(", ")],
  ];
  const lines = rows.map(([name = "", text = ""]) => `  ${name.padEnd(13)}${text}`);
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
