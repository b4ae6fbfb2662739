/** Deletes the key pairs of one run, found by its prefix and its tag together, and no other. */
import { prefixOf, runTagKey } from "../../emulator/contract/ground";
import { valueAt } from "../../emulator/contract/judge";
import { CannotRun } from "./errors";
import { isDenied, type Service } from "./service";

/** What clean-up did. */
export interface CleanedUp {
  readonly deleted: readonly string[];
  /** What is left, or may appear yet, each with the reason. */
  readonly left: readonly string[];
}

/** The tag in which the provider names a resource's stack; its project is the run's in `--lifecycle`. */
const ownerTagKey = "pulumi-alicloud-keypair:owner";

/** The name of the Pulumi project of a run. */
export const projectOf = (runId: string): string => `conformance-${runId}`;

/**
 * Checks, before anything is created, that the run can list key pairs and delete them.
 *
 * @throws {@link CannotRun}
 */
export async function checkCleanUp(service: Service, runId: string): Promise<void> {
  await ownNames(service, runId);
  const KeyPairNames = JSON.stringify([`${prefixOf(runId)}nobody`]);
  const deletion = await service.ask("DeleteKeyPairs", { RegionId: service.regionId, KeyPairNames });
  if (isDenied(deletion))
    throw new CannotRun("RAM denies ecs:DeleteKeyPairs, without which a run can't clean up");
}

const mostRounds = 6;

/**
 * Deletes the key pairs of a run.
 *
 * @param expected - names of key pairs that may exist although no listing shows them yet
 */
export async function cleanUp(
  service: Service,
  runId: string,
  expected: ReadonlySet<string> = new Set(),
): Promise<CleanedUp> {
  const awaited = new Set(expected);
  const deleted = new Set<string>();
  const refused = new Map<string, string>();
  for (let round = 1; round <= mostRounds; round++) {
    const names = await ownNames(service, runId);
    for (const name of names) awaited.delete(name);
    const due = names.filter((name) => !refused.has(name));
    const refusals = await deletePairs(service, due);
    for (const name of due) {
      const refusal = refusals.get(name);
      if (refusal === undefined) deleted.add(name);
      else refused.set(name, refusal);
    }
    if (due.length === 0 && awaited.size === 0) break;
    if (round < mostRounds) await service.pause();
  }
  return {
    deleted: [...deleted],
    left: [
      ...[...refused].map(([name, refusal]) => `${name} was not deleted: ${refusal}`),
      ...[...awaited].map((name) => `${name} is not listed, and may appear yet`),
    ],
  };
}

/** Deletes key pairs together; if one of them keeps that from succeeding, one by one. */
async function deletePairs(service: Service, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const refusal = await deleteTogether(service, names);
  if (refusal === undefined) return new Map();
  const [only = "", ...others] = names;
  if (others.length === 0) return new Map([[only, refusal]]);
  const refusals = new Map<string, string>();
  for (const name of names) for (const each of await deletePairs(service, [name])) refusals.set(...each);
  return refusals;
}

async function deleteTogether(service: Service, names: readonly string[]): Promise<string | undefined> {
  const KeyPairNames = JSON.stringify(names);
  const { status, code } = await service.ask("DeleteKeyPairs", { RegionId: service.regionId, KeyPairNames });
  if (status === 200) return undefined;
  return code === "InvalidParameter.KeypairAlreadyAttachedInstance"
    ? "it is bound to an instance. Run --clean with --instance ID"
    : (code ?? `HTTP ${status}`);
}

const pageSize = 50;

/** The names of the key pairs that have both the prefix and the tag of the run. */
export async function ownNames(service: Service, runId: string): Promise<string[]> {
  const names: string[] = [];
  for (let page = 1; ; page++) {
    const { status, code, message, body } = await service.ask("DescribeKeyPairs", {
      RegionId: service.regionId,
      KeyPairName: `${prefixOf(runId)}*`,
      PageNumber: String(page),
      PageSize: String(pageSize),
    });
    if (status !== 200) throw new CannotRun(`DescribeKeyPairs failed: ${code ?? status}: ${message ?? ""}`);
    const found = valueAt(body, "KeyPairs.KeyPair");
    const pairs: unknown[] = Array.isArray(found) ? found : [];
    names.push(...pairs.flatMap((pair) => ownName(pair, runId) ?? []));
    if (pairs.length < pageSize) return names;
  }
}

function ownName(pair: unknown, runId: string): string | undefined {
  const name = valueAt(pair, "KeyPairName");
  const found = valueAt(pair, "Tags.Tag");
  const tags: unknown[] = Array.isArray(found) ? found : [];
  const isOfRun = tags.some((tag) => {
    const value = String(valueAt(tag, "TagValue"));
    const key = valueAt(tag, "TagKey");
    return (
      (key === runTagKey && value === runId) ||
      (key === ownerTagKey && value.startsWith(`${projectOf(runId)}/`))
    );
  });
  return typeof name === "string" && name.startsWith(prefixOf(runId)) && isOfRun ? name : undefined;
}
