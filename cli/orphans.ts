// The command `orphans`: key pairs that a killed run has left, listed and deleted.
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { defaultRegion } from "../provider/config/region";
import { resolveConnection } from "../provider/config/settings";
import type { ConfigurationSource } from "../provider/config/source";
import type { EcsApi } from "../provider/ecs/api";
import { startOperation, type Operation } from "../provider/ecs/operation";
import { regionProblem } from "../provider/keyPair/check";
import { deleteOrphan, findOrphans, type StackRecord } from "../provider/keyPair/orphans";
import type { StackName } from "../provider/keyPair/tags";
import { deletionJson, deletionText, listingJson, listingText, type Search } from "./orphansReport";
import { ExportError, readStackExport, readStdin, type StackExport } from "./stackExport";

interface CommandOptions {
  readonly stack?: StackName;
  readonly region: readonly string[];
  readonly delete?: string;
  readonly json: boolean;
}

/** Runs the command and sets the process's exit code. */
export async function runOrphans(argv: readonly string[]): Promise<void> {
  try {
    await orphansCommand().exitOverride().parseAsync(argv, { from: "user" });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
    if (error instanceof CommanderError) return;
    process.stderr.write(`orphans: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function orphansCommand(): Command {
  return new Command("pulumi-alicloud-keypair orphans")
    .description(
      "Lists the key pairs that carry a stack's tag but that its state does not hold: a run that was killed between making a\n" +
        "pair and writing state has left them, and nobody has their private keys. Reads the stack's export from stdin:\n\n" +
        "  pulumi stack export | npx pulumi-alicloud-keypair orphans",
    )
    .option("--delete <name>", "delete the orphan of this name, after looking once more that it is one")
    .option(
      "--region <region>",
      "look in this region too; with --delete, there alone; may be repeated",
      addRegion,
      [],
    )
    .option("--stack <project/stack>", "whose pairs, where the export names no resource", stackName)
    .option("--json", "print JSON", false)
    .addHelpText("after", notes)
    .action(run);
}

const notes = `
Looks in the regions that state names, in the default region of environment or CLI profile, and in those of --region.
Credentials, region and endpoints are read from the environment and the CLI's profile, as the provider reads them; what
stands in stack configuration is not seen here. --show-secrets is not needed: nothing is decrypted.
Needs ecs:DescribeKeyPairs; ecs:DescribeInstances to name bound instances; ecs:DeleteKeyPairs for --delete.
Exit code: 0 when the list is printed, empty or not, or the pair is deleted; 1 otherwise, with the reason on stderr.

--delete refuses a pair that the state holds, that is not this stack's, that instances are bound to, or that was made less
than 5 minutes before the export. Run it while no up runs, on a fresh export.`;

function addRegion(text: string, before: readonly string[]): string[] {
  const problem = regionProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`);
  return [...before, text];
}

function stackName(text: string): StackName {
  const [project = "", stack = "", ...rest] = text.split("/");
  if (project === "" || stack === "" || rest.length > 0) {
    throw new InvalidArgumentError("A stack is written PROJECT/STACK.");
  }
  return { project, stack };
}

/** For looking and deleting together; flow control is waited out within it. */
const timeoutMs = 5 * 60_000;

async function run(options: CommandOptions): Promise<void> {
  const input = await readStdin();
  const stackExport = readStackExport(input.text);
  const stack = stackOf(stackExport, options.stack);
  const { held, resourceNames } = stackExport;
  const record = { stack, held, resourceNames, exportedMs: input.writtenMs };
  const source: ConfigurationSource = { stack: [], environment: process.env };
  const regionIds = regionsOf(stackExport, options, source);
  // Loaded here: neither --help nor a refused export needs Alibaba's SDK.
  const { openEcs } = await import("../provider/ecs/client.js");
  const ecs = openEcs(resolveConnection(source));
  const operation = startOperation(timeoutMs, stderrVoice);
  const accountId = await accountIn(ecs, regionIds, stackExport, operation);
  const text = await resultOf(ecs, record, { stack, regionIds, accountId }, options, operation);
  process.stdout.write(text);
}

async function resultOf(
  ecs: EcsApi,
  record: StackRecord,
  search: Search,
  options: CommandOptions,
  operation: Operation,
): Promise<string> {
  if (options.delete === undefined) {
    const orphans = await findOrphans(ecs, record, search.regionIds, operation);
    const text = options.json ? listingJson : listingText;
    return text(orphans, search, Date.now());
  }
  const deleted = await deleteOrphan(ecs, record, options.delete, search.regionIds, operation);
  return options.json ? deletionJson(deleted, search, Date.now()) : deletionText(deleted, Date.now());
}

function stackOf({ stack: exported }: StackExport, asked: StackName | undefined): StackName {
  const stack = exported ?? asked;
  if (stack === undefined) {
    throw new ExportError("the export names no resource, so that --stack PROJECT/STACK must say whose it is");
  }
  if (asked !== undefined && (asked.project !== stack.project || asked.stack !== stack.stack)) {
    const theirs = `${stack.project}/${stack.stack}`;
    throw new ExportError(`the export is of ${theirs}, not of ${asked.project}/${asked.stack}`);
  }
  return stack;
}

function regionsOf(
  { regionIds }: StackExport,
  { region, delete: deleted }: CommandOptions,
  source: ConfigurationSource,
): string[] {
  if (deleted !== undefined && region.length > 0) {
    return [...new Set(region)];
  }
  const all = new Set([...regionIds, ...defaultRegionIds(source), ...region]);
  if (all.size === 0) {
    throw new Error("no region is known: --region REGION says where to look, or ALICLOUD_REGION");
  }
  return [...all];
}

/** Empty where no region is set. */
function defaultRegionIds(source: ConfigurationSource): string[] {
  const found = defaultRegion(source);
  const problem = found && regionProblem(found.value);
  if (found !== undefined && problem !== undefined) {
    throw new Error(`${found.name} ${problem}`);
  }
  return found === undefined ? [] : [found.value];
}

async function accountIn(
  ecs: EcsApi,
  [regionId = ""]: readonly string[],
  { accountIds }: StackExport,
  operation: Operation,
): Promise<string | undefined> {
  const accountId = await ecs.accountId(regionId, operation);
  if (accountId !== undefined && accountIds.length > 0 && !accountIds.includes(accountId)) {
    const theirs = accountIds.join(", ");
    operation.warn(
      `the credentials in use are of account ${accountId}, but the pairs in state were made by ${theirs}: orphans there do not show.`,
    );
  }
  return accountId;
}

const stderrVoice = {
  say: (message: string): void => {
    process.stderr.write(`${message}\n`);
  },
  warn: (message: string): void => {
    process.stderr.write(`warning: ${message}\n`);
  },
};
