// Cloud Assistant's commands and how far each has come on its instances. They are kept in memory only.
import type { Place } from "../cloud/state";
import type { Tag } from "../cloud/tags";
import type { ShellOutput } from "../machines/shellProcess";
import type { CommandErrorCode, InvocationStatus } from "./outcomes";

/** How fast commands are. */
export interface CommandConditions {
  /** How long a command is Pending before it is sent to an instance. */
  readonly commandDeliveryMs: number;
  /** How long a command may take to reach an instance before it is Aborted. */
  readonly deliveryTimeoutMs: number;
  /** How long a second of a command's `Timeout` takes; shorter ones are for tests. */
  readonly commandSecondMs: number;
  /** How long after its last heartbeat an agent still counts as running. */
  readonly heartbeatTimeoutMs: number;
  /** How many more commands today's quota allows; no limit if unset. */
  readonly invocationsLeft?: number | undefined;
}

/** A command as RunCommand was given it. */
export interface AssistantCommand {
  readonly commandId: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  /** Decoded. */
  readonly content: string;
  readonly timeoutSeconds: number;
  readonly username: string;
  /** If unset, the home of the user. */
  readonly workingDir: string | undefined;
  readonly repeatMode: string;
  readonly terminationMode: string;
  readonly resourceGroupId: string;
  readonly tags: readonly Tag[];
}

/** How far a command has come on one instance. */
export interface TaskProgress {
  readonly status: InvocationStatus;
  readonly updateMs: number;
  readonly errorCode?: CommandErrorCode | undefined;
  readonly exitCode?: number | undefined;
  readonly startMs?: number | undefined;
  readonly finishMs?: number | undefined;
  /** @returns what the command has printed so far. */
  readonly output: () => ShellOutput;
}

/** A command on one instance. */
export interface Task {
  readonly instanceId: string;
  readonly progress: () => TaskProgress;
  readonly advance: (change: Partial<TaskProgress>) => void;
}

/** A command on its instances. */
export interface Invocation {
  readonly place: Place;
  readonly invokeId: string;
  readonly command: AssistantCommand;
  readonly creationMs: number;
  readonly tasks: readonly Task[];
}

/** The record of a request with a client token. */
export interface TokenUse {
  /** The request's own parameters. */
  readonly request: string;
  readonly invocation: Invocation;
}

/** All commands. */
export interface Invocations {
  readonly add: (invocation: Invocation) => void;
  /** @returns the commands of an account in a region, the latest first. */
  readonly list: (place: Place) => Invocation[];
  readonly tokenUse: (place: Place, token: string) => TokenUse | undefined;
  readonly useToken: (token: string, use: TokenUse) => void;
  readonly clear: () => void;
}

const keptMs = 30 * 24 * 60 * 60_000;
const maxKept = 10_000;

/** Opens the record of commands. */
export function openInvocations(nowMs: () => number): Invocations {
  let kept: Invocation[] = [];
  const tokens = new Map<string, TokenUse>();
  const key = ({ accountId, regionId }: Place, token: string): string => `${accountId}/${regionId}/${token}`;
  return {
    add(invocation) {
      kept = [invocation, ...kept].slice(0, maxKept);
    },
    list: ({ accountId, regionId }) =>
      kept.filter(
        ({ place, creationMs }) =>
          place.accountId === accountId && place.regionId === regionId && nowMs() - creationMs < keptMs,
      ),
    tokenUse: (place, token) => tokens.get(key(place, token)),
    useToken(token, use) {
      tokens.set(key(use.invocation.place, token), use);
    },
    clear() {
      kept = [];
      tokens.clear();
    },
  };
}

/** @returns a command that has not reached its instance yet. */
export function newTask(instanceId: string, nowMs: () => number): Task {
  let progress: TaskProgress = {
    status: "Pending",
    updateMs: nowMs(),
    output: () => ({ text: Buffer.alloc(0), dropped: 0 }),
  };
  return {
    instanceId,
    progress: () => progress,
    advance(change) {
      progress = { ...progress, updateMs: nowMs(), ...change };
    },
  };
}
