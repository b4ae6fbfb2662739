/** One run: what is checked before anything changes, what is compared, and what is left behind, which is nothing. */
import type { Ground } from "../../emulator/contract/ground";
import { contractFor, groundCase } from "../../emulator/contract/table";
import { CallError } from "../../provider/rpc/errors";
import { checkCleanUp, cleanUp, type CleanedUp } from "./cleanUp";
import { conclude, type Conclusion, type Study } from "./conclusions";
import { CannotRun } from "./errors";
import { checkInstance, releaseInstance, studyRestart } from "./instance";
import { runLifecycle, type Step } from "./lifecycle";
import type { Service } from "./service";
import { openCreatedNames, runStories, type CreatedNames, type Finding, type StoryRun } from "./stories";

/** What a run works with. */
export interface Run {
  readonly ground: Ground;
  /** The instance that it may change. */
  readonly instanceId: string | undefined;
  readonly withLifecycle: boolean;
  readonly service: Service;
  /** Goes on after a signal. */
  readonly cleaner: Service;
  readonly interrupted: AbortSignal;
  /** Shows a line of progress. */
  readonly say: (line: string) => void;
}

/** What a run found. */
export interface Compared {
  readonly findings: readonly Finding[];
  readonly conclusions: readonly Conclusion[];
  /** Unset without `--lifecycle`. */
  readonly steps: readonly Step[] | undefined;
}

/**
 * Compares a service with the contract, and cleans up whatever happens.
 *
 * @throws {@link CannotRun} before anything was changed, or after clean-up
 * @throws {@link Interrupted} after clean-up
 */
export async function conform(run: Run): Promise<Compared & { readonly left: readonly string[] }> {
  const { service, ground, instanceId } = run;
  if (instanceId !== undefined) await checkInstance(service, instanceId);
  await checkCleanUp(service, ground.runId);
  const created = openCreatedNames();
  try {
    const compared = await compare(run, created);
    return { ...compared, left: await leave(run, created.list()) };
  } catch (error) {
    await leave(run, created.list());
    throw error;
  }
}

async function compare(run: Run, created: CreatedNames): Promise<Compared> {
  const { ground, service, instanceId, say } = run;
  await layGround(run, created);
  const has: StoryRun["has"] = (need) => need === "instance" && instanceId !== undefined;
  const findings = await runStories({ service, created, has, say }, contractFor(ground));
  if (instanceId !== undefined) say(`restarting ${instanceId}`);
  const study = instanceId === undefined ? withoutInstance : await studyRestart(service, ground, created);
  const steps = run.withLifecycle ? await runLifecycle({ ...run, runId: ground.runId }) : undefined;
  return { findings, conclusions: conclude(findings, study), steps };
}

const needsInstance = "it needs an instance, given by --instance";
const withoutInstance: Study = {
  shown: [],
  reasons: { keyAtStart: needsInstance, rebootingStatus: needsInstance },
};

async function layGround({ ground, service }: Run, created: CreatedNames): Promise<void> {
  const laid = groundCase(ground);
  const response = await service.ask(laid.action, laid.parameters);
  created.note(laid, response);
  if (response.status !== 200) {
    throw new CannotRun(
      `${laid.action} failed: ${response.code ?? response.status}: ${response.message ?? ""}`,
    );
  }
}

/** Cleans up and says what was done. @returns what is left, each with the reason */
async function leave(run: Run, expected: ReadonlySet<string>): Promise<readonly string[]> {
  run.say("cleaning up");
  return cleanRun(run.cleaner, run.ground.runId, run.instanceId, run.say, expected);
}

/**
 * Cleans up a run, this one or one that was killed, and says what was done.
 *
 * @returns what is left, each with the reason
 */
export async function cleanRun(
  cleaner: Service,
  runId: string,
  instanceId: string | undefined,
  say: (line: string) => void,
  expected?: ReadonlySet<string>,
): Promise<readonly string[]> {
  const left: string[] = [];
  try {
    if (instanceId !== undefined) left.push(...(await releaseInstance(cleaner, runId, instanceId)));
    const done: CleanedUp = await cleanUp(cleaner, runId, expected);
    const count = done.deleted.length;
    say(count === 1 ? "1 key pair deleted" : `${count} key pairs deleted`);
    left.push(...done.left);
  } catch (error) {
    if (!(error instanceof CallError || error instanceof CannotRun)) throw error;
    left.push(error.message);
  }
  for (const line of left) say(`left: ${line}`);
  return left;
}
