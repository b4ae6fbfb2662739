// The command `conformance`: compares a real account's ECS with the emulator's contract.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { accessSync, constants, mkdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Readable } from "node:stream";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { openGround } from "../../emulator/contract/ground";
import { resolveConnection } from "../../provider/config/settings";
import { regionProblem } from "../../provider/resource/rules";
import { CannotRun, Interrupted } from "./errors";
import { openPace, systemClock } from "./pace";

interface CommandOptions {
  readonly region: string;
  readonly yes: boolean;
  readonly instance?: string;
  readonly lifecycle: boolean;
  readonly out: string;
  readonly clean?: string;
}

/** Runs the command and sets the process's exit code. */
export async function runConformance(argv: readonly string[]): Promise<void> {
  try {
    await conformanceCommand().exitOverride().parseAsync(argv, { from: "user" });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
    if (error instanceof CommanderError) return;
    process.stderr.write(`conformance: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function conformanceCommand(): Command {
  return new Command("pulumi-alicloud-keypair conformance")
    .description(
      "Checks whether ECS in your account behaves like this package's emulator: makes the calls of the emulator's contract and " +
        "compares what they return. Creates its own key pairs and deletes them at the end; it changes no others.\n\n" +
        "  npx pulumi-alicloud-keypair conformance --region cn-hangzhou",
    )
    .requiredOption("--region <region>", "the region in which to make the calls", checkedRegion)
    .option("--yes", "do not ask before starting", false)
    .option(
      "--instance <id>",
      "also use this instance: a key pair is attached to it, and it is restarted",
      checkedInstance,
    )
    .option(
      "--lifecycle",
      "also run up, refresh, rotate and destroy of one key pair with the pulumi on the PATH",
      false,
    )
    .option("--out <folder>", "write the report here", ".")
    .option("--clean <run>", "only delete what the killed run with this id left", checkedRun)
    .addHelpText("after", notes)
    .action(run);
}

const notes = `
First prints what it will do, which permissions it needs and the id of the run, and asks whether to start.
Makes at most 30 calls a minute. Key pairs are named conformance-RUN-* and carry the tag pulumi-alicloud-keypair:conformance=RUN.
Clean-up, also after Ctrl-C and with --clean, deletes only pairs with both. Use --clean only when that run has ended.
--instance needs a running Linux instance that is bound to no key pair and carries the tag pulumi-alicloud-keypair:conformance=yes.
Prints progress to stderr. Prints the report to stdout and writes it to conformance-RUN.md and conformance-RUN.json. The report
contains no keys and no account IDs.
Credentials and endpoints come from the environment and the CLI profile, as for the provider.
Exit code: 0 if ECS behaves like the emulator with the options in the report, 2 if it differs in another way, and 1 if the run did
not finish or could not clean up.`;

function checkedRegion(regionId: string): string {
  const problem = regionProblem(regionId);
  if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`);
  return regionId;
}

function checkedInstance(instanceId: string): string {
  if (!/^i-[\w-]+$/.test(instanceId)) throw new InvalidArgumentError("It must start with i-.");
  return instanceId;
}

function checkedRun(runId: string): string {
  if (!/^[0-9a-f]{8}$/.test(runId)) throw new InvalidArgumentError("It must be 8 hexadecimal digits.");
  return runId;
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function run(options: CommandOptions): Promise<void> {
  const interrupted = listenForSignals();
  const connection = resolveConnection({ stack: [], environment: process.env });
  const { host } = connection.ecsEndpoint(options.region);
  // Loaded here: --help does not need Alibaba's SDK.
  const { openServices } = await import("./service.js");
  const pace = openPace(host, systemClock);
  const services = openServices({ connection, regionId: options.region, pace, say }, interrupted);
  if (options.clean === undefined) await compare(options, { ...services, host, interrupted });
  else await clean(options, options.clean, services);
}

type Services = ReturnType<typeof import("./service.js").openServices>;

async function clean({ instance }: CommandOptions, runId: string, { service }: Services): Promise<void> {
  const { cleanRun } = await import("./run.js");
  const left = await cleanRun(service, runId, instance, say);
  if (left.length > 0) throw new CannotRun(`run ${runId} could not be cleaned up`);
}

interface Opened extends Services {
  readonly host: string;
  readonly interrupted: AbortSignal;
}

async function compare(options: CommandOptions, opened: Opened): Promise<void> {
  const { host, interrupted } = opened;
  const [{ conform }, { planText }, { checkPulumi }, report] = await Promise.all([
    import("./run.js"),
    import("./plan.js"),
    import("./stack.js"),
    import("./report.js"),
  ]);
  const runId = randomBytes(4).toString("hex");
  const ground = openGround(options.region, runId, options.instance);
  const [markdownFile = "", jsonFile = ""] = [".md", ".json"].map((ending) =>
    join(options.out, `conformance-${runId}${ending}`),
  );
  checkFolder(options.out);
  if (options.lifecycle) await checkPulumi();
  const what = { ground, instanceId: options.instance, withLifecycle: options.lifecycle };
  process.stderr.write(planText({ ...what, host, files: [markdownFile, jsonFile] }));
  if (!options.yes) await confirm(process.stdin, interrupted);
  const { left, ...compared } = await conform({ ...what, ...opened, say });
  const reported = { ...compared, ground, host, version: await packageVersion(), date: new Date() };
  const markdown = report.reportMarkdown(reported);
  await writeFile(markdownFile, markdown);
  await writeFile(jsonFile, report.reportJson(reported));
  process.stdout.write(markdown);
  if (left.length > 0) throw new CannotRun(`some of it could not be cleaned up. Later: --clean ${runId}`);
  process.exitCode = report.differs(compared) ? 2 : 0;
}

function checkFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new CannotRun(`no report can be written to ${folder}`, { cause });
  }
}

/** Asks whether to start. */
async function confirm(
  input: Readable & { readonly isTTY?: boolean },
  interrupted: AbortSignal,
): Promise<void> {
  if (input.isTTY !== true)
    throw new CannotRun("nobody can be asked whether to start. Add --yes to start at once");
  const lines = createInterface({ input, output: process.stderr, terminal: false });
  try {
    const closed = once(lines, "close").then(() => "");
    const answer = await Promise.race([lines.question("Start? [y/N] ", { signal: interrupted }), closed]);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CannotRun("not started");
  } catch (error) {
    throw interrupted.aborted ? new Interrupted() : error;
  } finally {
    lines.close();
  }
}

/** @returns a signal that is aborted when the process should end, which it does after clean-up */
function listenForSignals(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // One Ctrl-C can arrive twice: from the terminal and from npm.
      if (interruption.signal.aborted) say(`clean-up goes on. To end it at once: kill -9 ${process.pid}`);
      interruption.abort();
    });
  }
  return interruption.signal;
}

async function packageVersion(): Promise<string> {
  const manifest = await readFile(require.resolve("pulumi-alicloud-keypair/package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
