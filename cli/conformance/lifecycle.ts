/** The life of one key pair with the installed Pulumi: up, refresh, rotate and destroy, each compared with what ECS has then. */
import { valueAt } from "../../emulator/contract/judge";
import { CannotRun, Interrupted } from "./errors";
import { redact } from "./redact";
import type { Service } from "./service";
import { makeStack, stackPrefix, type Stack } from "./stack";

/** The commands of a life, in order. */
export const lifecycleCommands = ["up", "refresh", "rotate", "destroy"] as const;

type Command = (typeof lifecycleCommands)[number];

/** One command, and what became of it. */
export interface Step {
  readonly command: Command;
  readonly verdict: "agrees" | "differs" | "not asked";
  readonly reason?: string;
}

/** One command makes at most this many calls, if none has to be repeated. */
export const callsPerCommand = 5;

/** What a life is run with. */
export interface LifecycleRun {
  /** Goes on after a signal: what exists then is still destroyed. */
  readonly cleaner: Service;
  readonly runId: string;
  readonly interrupted: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Runs the commands, each only if the one before did what it should, and `destroy` in any case.
 *
 * @throws {@link Interrupted} after `destroy`, if a signal has come
 */
export async function runLifecycle(run: LifecycleRun): Promise<Step[]> {
  const { cleaner, runId, interrupted, say } = run;
  const stack = await makeStack(runId, cleaner.regionId);
  try {
    const steps: Step[] = [];
    for (const command of lifecycleCommands) {
      const isOver = interrupted.aborted || steps.some(({ verdict }) => verdict !== "agrees");
      if (isOver && command !== "destroy") {
        steps.push({ command, verdict: "not asked", reason: "the command before it failed" });
        continue;
      }
      await cleaner.leaveTurns(callsPerCommand);
      const problem = await problemOf(run, stack, command, isOver ? undefined : interrupted);
      say(`pulumi ${command}: ${problem ?? "as expected"}`);
      steps.push(
        problem === undefined
          ? { command, verdict: "agrees" }
          : { command, verdict: "differs", reason: problem },
      );
    }
    if (interrupted.aborted) throw new Interrupted();
    return steps;
  } finally {
    await stack.remove();
  }
}

/** Runs a command and says what is not as it should be. */
async function problemOf(
  run: LifecycleRun,
  stack: Stack,
  command: Command,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const before = await pairsIn(run);
  for (const args of argumentsOf(command)) {
    const { succeeded, failure } = await stack.run(args, signal);
    if (!succeeded) {
      const names = command === "destroy" ? [...(await pairsIn(run)).keys()] : [];
      const left = names.length === 0 ? "" : `. ECS still has ${names.join(", ")}`;
      return `pulumi ${args[0] ?? ""} failed: ${redact(failure)}${left}`;
    }
  }
  const after = await pairsAfter(run, command);
  if (command === "destroy") return after.size === 0 ? undefined : "ECS still has the key pair";
  const [pair, ...others] = after;
  if (pair === undefined || others.length > 0) return `ECS has ${after.size} key pairs instead of one`;
  const [name, publicKey] = pair;
  if (command !== "up" && before.has(name) === (command === "rotate")) {
    return command === "rotate"
      ? "ECS still has the former key pair"
      : "ECS has another key pair than before";
  }
  return outputProblem(await stack.run(["stack", "output", "--json"]), name, publicKey);
}

const yes = ["--yes", "--skip-preview"];

function argumentsOf(command: Command): readonly (readonly string[])[] {
  switch (command) {
    case "up":
      return [
        ["config", "set", "generation", "1"],
        ["up", ...yes],
      ];
    case "refresh":
      return [["refresh", ...yes, "--expect-no-changes"]];
    case "rotate":
      return [
        ["config", "set", "generation", "2"],
        ["up", ...yes],
      ];
    case "destroy":
      return [["destroy", ...yes]];
  }
}

function outputProblem(
  { succeeded, stdout, failure }: Awaited<ReturnType<Stack["run"]>>,
  name: string,
  publicKey: string,
): string | undefined {
  if (!succeeded) return `pulumi stack output failed: ${redact(failure)}`;
  const outputs: unknown = JSON.parse(stdout);
  if (valueAt(outputs, "keyPairName") !== name) return "the output keyPairName is not the key pair's name";
  if (withoutComment(valueAt(outputs, "publicKey")) !== publicKey) return "the output publicKey is not ECS's";
  return valueAt(outputs, "privateKey") === "[secret]" ? undefined : "the output privateKey is not a secret";
}

const mostLooks = 5;

/** Listings lag behind: an unexpected number of key pairs is looked at again. */
async function pairsAfter(run: LifecycleRun, command: Command): Promise<Map<string, string>> {
  const expected = command === "destroy" ? 0 : 1;
  for (let look = 1; ; look++) {
    const pairs = await pairsIn(run);
    if (pairs.size === expected || look === mostLooks) return pairs;
    await run.cleaner.pause();
  }
}

/** The stack's key pairs in ECS: names, with public keys. */
async function pairsIn({ cleaner, runId }: LifecycleRun): Promise<Map<string, string>> {
  const { status, code, body } = await cleaner.ask("DescribeKeyPairs", {
    RegionId: cleaner.regionId,
    KeyPairName: `${stackPrefix(runId)}*`,
    IncludePublicKey: "true",
  });
  const found = valueAt(body, "KeyPairs.KeyPair");
  if (status !== 200 || !Array.isArray(found))
    throw new CannotRun(`DescribeKeyPairs failed: ${code ?? status}`);
  return new Map(
    found.map((pair): [string, string] => [
      String(valueAt(pair, "KeyPairName")),
      withoutComment(valueAt(pair, "PublicKey")),
    ]),
  );
}

function withoutComment(publicKey: unknown): string {
  return String(publicKey).split(" ").slice(0, 2).join(" ");
}
