/** Makes the calls of the contract, story by story, and compares what they return. */
import type { Case, Need, ReadingName, Story } from "../../emulator/contract/case";
import { needs } from "../../emulator/contract/case";
import { judge, type Judgement, type Response } from "../../emulator/contract/judge";
import { CallError } from "../../provider/rpc/errors";
import { unjudged, type Service } from "./service";

/** What became of one call of the contract. */
export type Finding =
  | {
      readonly kind: "asked";
      readonly asked: Case;
      readonly response: Response;
      readonly judgement: Judgement;
    }
  | { readonly kind: "not asked"; readonly asked: Case; readonly reason: string };

/** What stories are run with. */
export interface StoryRun {
  readonly service: Service;
  readonly created: CreatedNames;
  /** Whether the run has what a call needs. */
  readonly has: (need: Need) => boolean;
  readonly say: (line: string) => void;
}

/** The names of the key pairs that may exist because of this run. */
export interface CreatedNames {
  /** Called after each call; without a response if none arrived. */
  note(asked: Pick<Case, "action" | "parameters">, response: Response | undefined): void;
  list(): ReadonlySet<string>;
}

/** Opens an empty list of names. */
export function openCreatedNames(): CreatedNames {
  const names = new Set<string>();
  return {
    note({ action, parameters }, response) {
      const { KeyPairName = "", KeyPairNames = "" } = parameters;
      const mayHaveCreated = response === undefined || response.status === 200 || response.status >= 500;
      if (/^(Create|Import)KeyPair$/.test(action) && mayHaveCreated) names.add(KeyPairName);
      if (action === "DeleteKeyPairs" && response?.status === 200) {
        for (const name of names) if (KeyPairNames.includes(`"${name}"`)) names.delete(name);
      }
    },
    list: () => names,
  };
}

const callsPerLine = 20;

/** Makes the calls of all stories. */
export async function runStories(run: StoryRun, stories: readonly Story[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  const total = stories.flat().filter((asked) => mayAsk(run, asked)).length;
  let done = 0;
  for (const story of stories) {
    for (const finding of await runStory(run, story)) {
      findings.push(finding);
      if (!mayAsk(run, finding.asked)) continue;
      done += 1;
      if (done % callsPerLine === 0) run.say(`${done} of ${total} calls compared`);
    }
  }
  return findings;
}

/** Whether a call may be made in an account. */
export function mayAsk({ has }: Pick<StoryRun, "has">, asked: Case): boolean {
  return asked.needs === undefined || has(asked.needs);
}

async function runStory(run: StoryRun, story: Story): Promise<Finding[]> {
  const findings: Finding[] = [];
  const shown = new Map<ReadingName, string | undefined>();
  let broken: string | undefined;
  for (const [index, asked] of story.entries()) {
    const finding =
      broken === undefined
        ? await runCase(run, asked, index > 0, shown)
        : ({ kind: "not asked", asked, reason: broken } as const);
    findings.push(finding);
    broken ??= brokenBy(finding);
  }
  return findings;
}

/** Why the calls after this one can't be made. */
function brokenBy(finding: Finding): string | undefined {
  if (finding.kind === "not asked") return finding.reason;
  const { asked, response, judgement } = finding;
  return response.status === judgement.expected.status
    ? undefined
    : `it follows ${asked.action}, which returned HTTP ${response.status}`;
}

/** Listings lag behind: what contradicts the calls before it is looked at again. */
const mostLooks = 4;

async function runCase(
  run: StoryRun,
  asked: Case,
  isFollowing: boolean,
  shown: Map<ReadingName, string | undefined>,
): Promise<Finding> {
  if (!mayAsk(run, asked))
    return { kind: "not asked", asked, reason: `it needs ${needs[asked.needs ?? "state"]}` };
  const isListing = /^(Describe|List)/.test(asked.action);
  for (let look = 1; ; look++) {
    const finding = await askOnce(run, asked);
    if (finding.kind === "not asked") return finding;
    const { judgement } = finding;
    const contradicts = judgement.shown.some(
      ({ reading, choice }) => shown.has(reading) && shown.get(reading) !== choice,
    );
    const isSettled = judgement.differences.length === 0 && !contradicts;
    if (isSettled || !isListing || !isFollowing || look === mostLooks) {
      for (const { reading, choice } of judgement.shown) shown.set(reading, choice);
      return finding;
    }
    await run.service.pause();
  }
}

async function askOnce({ service, created }: StoryRun, asked: Case): Promise<Finding> {
  try {
    const response = await service.ask(asked.action, asked.parameters);
    created.note(asked, response);
    const reason = unjudged(asked.action, response);
    return reason === undefined
      ? { kind: "asked", asked, response, judgement: judge(asked, response) }
      : { kind: "not asked", asked, reason };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    created.note(asked, undefined);
    return { kind: "not asked", asked, reason: error.message };
  }
}
