// The command `orphans`: lists and deletes key pairs that no state holds.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { defaultRegion } from "../../provider/config/region";
import { resolveConnection } from "../../provider/config/settings";
import type { ConfigurationSource } from "../../provider/config/source";
import type { EcsApi } from "../../provider/ecs/api";
import { keyPairAdvice } from "../../provider/keyPair/advice";
import { advising } from "../../provider/resource/advice";
import { startOperation, type Operation } from "../../provider/rpc/operation";
import { regionProblem } from "../../provider/resource/rules";
import { deleteOrphan } from "./deleteOrphan";
import { describeOrphan, findByName, findTagged, isOrphan, type Orphan, type TaggedPair } from "./orphans";
import { isOfStack, type StackName } from "../../provider/resource/owner";
import { deletionJson, deletionText, listingJson, listingText } from "./report";
import { ExportError, readStackExport, type StackExport } from "./stackExport";
import { noStates, statesOfBackend, statesOfExports, type States } from "./states";

interface CommandOptions {
  readonly owner?: StackName;
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
      "Lists key pairs that carry the provider's tags but are in no stack's state, such as a pair left by a run that was killed " +
        "before it wrote state. Reads the states of all stacks that your Pulumi login can list, with the " +
        "pulumi CLI:\n\n  npx pulumi-alicloud-keypair orphans",
    )
    .argument(
      "[exports...]",
      "files written by `pulumi stack export`, `-` for stdin, to read instead of the login's stacks",
    )
    .option("--delete <name>", "delete the orphan with this name, after checking again that it is one")
    .option(
      "--owner <project/stack>",
      "only pairs whose tag names this stack, even if it no longer exists",
      stackName,
    )
    .option(
      "--region <region>",
      "search this region too, or with --delete, only this region; repeatable",
      addRegion,
      [],
    )
    .option("--json", "print JSON", false)
    .addHelpText("after", notes)
    .action(run);
}

const notes = `
Searches the default region of the environment or CLI profile, the regions in the exports, and those of --region.
Credentials, region and endpoints come from the environment and the CLI profile, as for the provider. Stack configuration is
not used. If no pair carries the provider's tags, no state is read. Nothing is decrypted: neither a passphrase nor
--show-secrets is needed.
Needs ecs:DescribeKeyPairs, ecs:DescribeInstances to name bound instances, and ecs:DeleteKeyPairs for --delete.
Exit code: 0 when the list is printed, even an empty one, or the pair is deleted; 1 otherwise, with the reason on stderr.

--delete always reads your login's stacks. It refuses a pair that is in a state, is bound to instances, was created less than
5 minutes ago, or has a tag that names a stack that was not read. --owner PROJECT/STACK confirms that such a stack no longer
exists. Stacks on other backends, and those that your login can't see, are not read. Do not run it during a \`pulumi up\`.`;

function addRegion(regionId: string, before: readonly string[]): string[] {
  const problem = regionProblem(regionId);
  if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`);
  return [...before, regionId];
}

function stackName(name: string): StackName {
  const [project = "", stack = "", ...rest] = name.split("/");
  if (project === "" || stack === "" || rest.length > 0) {
    throw new InvalidArgumentError("Write it as PROJECT/STACK.");
  }
  return { project, stack };
}

/** For lookups and the delete together, including retries of throttled calls. */
const timeoutMs = 5 * 60_000;

async function run(files: readonly string[], options: CommandOptions): Promise<void> {
  if (options.delete !== undefined && files.length > 0) {
    throw new ExportError("--delete reads the current states itself. Run it without exports");
  }
  const given = await Promise.all(files.map(readExport));
  const source: ConfigurationSource = { stack: [], environment: process.env };
  const regionIds = regionsOf(given, options, source);
  // Loaded here: neither --help nor a rejected export needs Alibaba's SDK.
  const { openEcs } = await import("../../provider/ecs/client.js");
  const ecs = advising(openEcs(resolveConnection(source)), keyPairAdvice);
  const states = files.length > 0 ? statesOfExports(given) : undefined;
  const job = { ecs, regionIds, options, states, operation: startOperation(timeoutMs, stderrReporter) };
  process.stdout.write(options.delete === undefined ? await list(job) : await deleteOne(job, options.delete));
}

interface Job {
  readonly ecs: EcsApi;
  readonly regionIds: readonly string[];
  readonly options: CommandOptions;
  /** Undefined where no exports were given. */
  readonly states: States | undefined;
  readonly operation: Operation;
}

async function list({ ecs, regionIds, options, states: given, operation }: Job): Promise<string> {
  const { owner } = options;
  const tagged = await findTagged(ecs, regionIds, operation);
  const candidates =
    owner === undefined ? tagged : tagged.filter((pair) => isOfStack(owner, pair.owner) !== "no");
  const states = given ?? (candidates.length > 0 ? await statesOfBackend(stderrReporter.say) : noStates);
  const accountId = await accountIn(ecs, regionIds, states, operation);
  const lost = candidates.filter((pair) => isOrphan(pair, states));
  const isToBeListed = (pair: TaggedPair): boolean =>
    owner !== undefined || states.stacks.some((stack) => isOfStack(stack, pair.owner) !== "no");
  const orphans: Orphan[] = [];
  for (const pair of lost.filter(isToBeListed)) {
    orphans.push(await describeOrphan(ecs, pair, states, operation));
  }
  const others = lost.filter((pair) => !isToBeListed(pair));
  const listing = { orphans, others, states, regionIds, accountId, owner, candidates: candidates.length };
  return (options.json ? listingJson : listingText)(listing, Date.now());
}

async function deleteOne({ ecs, regionIds, options, operation }: Job, keyPairName: string): Promise<string> {
  const candidate = await findByName(ecs, keyPairName, regionIds, operation);
  const states = await statesOfBackend(stderrReporter.say);
  await accountIn(ecs, regionIds, states, operation);
  const deleted = await deleteOrphan(ecs, candidate, states, options.owner, operation);
  return (options.json ? deletionJson : deletionText)(deleted, Date.now());
}

async function readExport(file: string): Promise<StackExport> {
  if (file === "-") {
    return readStackExport(await text(process.stdin), "stdin");
  }
  try {
    return readStackExport(await readFile(file, "utf8"), file);
  } catch (error) {
    if (error instanceof ExportError) {
      throw error;
    }
    throw new ExportError(`${file} can't be read`, { cause: error });
  }
}

function regionsOf(
  given: readonly StackExport[],
  { region, delete: deleted }: CommandOptions,
  source: ConfigurationSource,
): string[] {
  if (deleted !== undefined && region.length > 0) {
    return [...new Set(region)];
  }
  const named = given.flatMap(({ regionIds }) => regionIds);
  const all = new Set([...named, ...defaultRegionIds(source), ...region]);
  if (all.size === 0) {
    throw new Error("no region is set. Use --region REGION, or set ALICLOUD_REGION");
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
  { accountIds }: States,
  operation: Operation,
): Promise<string | undefined> {
  const accountId = await ecs.accountId(regionId, operation);
  if (accountId !== undefined && accountIds.length > 0 && !accountIds.includes(accountId)) {
    const theirs = accountIds.join(", ");
    operation.warn(
      `the credentials in use belong to account ${accountId}, but account ${theirs} created the pairs in state. Its orphans are not listed.`,
    );
  }
  return accountId;
}

const stderrReporter = {
  say: (message: string): void => {
    process.stderr.write(`${message}\n`);
  },
  warn: (message: string): void => {
    process.stderr.write(`warning: ${message}\n`);
  },
};
