/** Runs a workflow's `run:` steps as a runner of GitHub's does: each job in a fresh checkout, with nothing from another job. */
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shell } from "./shell";
import { holds, interpolated, isForFailuresToo, type Context, type Job, type Workflow } from "./workflow";

/** What happened in one job. */
export interface JobRun {
  /** The job's id, and its project where it has a matrix. */
  readonly name: string;
  readonly result: "success" | "failure";
  /** What its steps printed, without the masks. */
  readonly log: string;
  /** The texts that its log is told to hide. */
  readonly masks: readonly string[];
  /** What the job hands to other jobs and to later steps. */
  readonly handedOver: string;
  /** The modes, octal, of the files that the job had in its temporary folder before it cleaned up. */
  readonly modes: Readonly<Record<string, string>>;
  /** The files that are left in that folder. */
  readonly left: readonly string[];
}

/** A repository with a workflow, and all that GitHub knows of it. */
export interface Runner {
  readonly repository: string;
  readonly folder: string;
  readonly workflow: Workflow;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** The environment of every step. */
  readonly env: Readonly<Record<string, string>>;
  /** The environment of steps of jobs with the permission `id-token: write`. */
  readonly idTokenEnv: Readonly<Record<string, string>>;
}

/** GitHub's for a step whose shell is `bash`. */
const gitHubsFlags = ["--noprofile", "--norc", "-eo", "pipefail"];
const maskCommand = "::add-mask::";

/** Runs the jobs that an event starts, in their order in the file, and tells of those that were not skipped. */
export async function runWorkflow(runner: Runner, event: Context): Promise<JobRun[]> {
  const { workflow, vars, secrets } = runner;
  const runs: JobRun[] = [];
  const succeeded = new Set<string>();
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const context = { github: { repository: "acme/infrastructure", ...event }, vars, secrets };
    if (!holds(job.if ?? "always()", context) || (job.needs !== undefined && !succeeded.has(job.needs))) {
      continue;
    }
    const projects = job.strategy?.matrix.project ?? [undefined];
    for (const project of projects) {
      const name = project === undefined ? id : `${id} ${project}`;
      const run = await runJob(runner, job, name, { ...context, matrix: { project } });
      runs.push(run);
      if (run.result === "success") {
        succeeded.add(id);
      }
    }
  }
  return runs;
}

async function runJob(runner: Runner, job: Job, name: string, event: Context): Promise<JobRun> {
  const { checkout, temp, handedOver } = await freshMachine(runner, name);
  const context = { ...event, runner: { temp } };
  const env = {
    ...runner.env,
    ...(job.permissions?.["id-token"] === "write" ? runner.idTokenEnv : {}),
    ...valuesOf(runner.workflow.env, context),
    CI: "true",
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: handedOver,
    GITHUB_ENV: handedOver,
    GITHUB_STEP_SUMMARY: handedOver,
  };
  let failed = false;
  let modes: Record<string, string> = {};
  const lines: string[] = [];
  for (const { run, if: condition = "", env: own = {} } of job.steps) {
    const cleaning = isForFailuresToo(condition);
    if (run === undefined || (failed && !cleaning) || (condition !== "" && !holds(condition, context))) {
      continue;
    }
    if (!cleaning && run.startsWith("npm ci") && (await takePackages(runner, checkout))) {
      continue;
    }
    const script = interpolated(run, context);
    const { exitCode, text } = await shell(script, {
      cwd: checkout,
      env: { ...env, ...valuesOf(own, context) },
      flags: gitHubsFlags,
    });
    lines.push(...text.split("\n"));
    failed ||= exitCode !== 0;
    modes = cleaning ? modes : await modesIn(temp);
  }
  await leavePackages(runner, checkout);
  return {
    name,
    result: failed ? "failure" : "success",
    log: lines.filter((line) => !line.startsWith(maskCommand)).join("\n"),
    masks: lines.filter((line) => line.startsWith(maskCommand)).map((line) => line.slice(maskCommand.length)),
    handedOver: await readFile(handedOver, "utf8"),
    modes,
    left: Object.keys(await modesIn(temp)),
  };
}

interface Machine {
  readonly checkout: string;
  readonly temp: string;
  readonly handedOver: string;
}

/** A checkout of the repository, and folders and files that the runner makes for a job. */
async function freshMachine({ repository, folder }: Runner, name: string): Promise<Machine> {
  const machine = await mkdtemp(join(folder, `${name.replace(" ", "-")}-`));
  const checkout = join(machine, "checkout");
  const temp = join(machine, "temp");
  const handedOver = join(machine, "handed-over");
  await cp(repository, checkout, { recursive: true });
  await mkdir(temp);
  await writeFile(handedOver, "");
  return { checkout, temp, handedOver };
}

/** `npm ci` is run for the first job; later checkouts, which have the same lock file, are given what it made. */
async function takePackages({ folder }: Runner, checkout: string): Promise<boolean> {
  const kept = join(folder, "node_modules");
  if (!existsSync(kept)) {
    return false;
  }
  await rename(kept, join(checkout, "node_modules"));
  return true;
}

async function leavePackages({ folder }: Runner, checkout: string): Promise<void> {
  const made = join(checkout, "node_modules");
  if (existsSync(made)) {
    await rename(made, join(folder, "node_modules"));
  }
}

function valuesOf(env: Readonly<Record<string, string>>, context: Context): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, interpolated(value, context)]));
}

async function modesIn(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder);
  const modes = files.map(async (file) => {
    const { mode } = await stat(join(folder, file));
    return [file, (mode & 0o777).toString(8)] as const;
  });
  return Object.fromEntries(await Promise.all(modes));
}
