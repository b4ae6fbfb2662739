/** What the responses say about each reading of the documents, and the emulator's options that match them. */
import type { ReadingName } from "../../emulator/contract/case";
import { readingsOf, type Shown } from "../../emulator/contract/judge";
import { contradictions, defaultReadings, optionOf } from "../../emulator/readings";
import type { Finding } from "./stories";

/** What is known about one reading. */
export type Conclusion = { readonly reading: ReadingName } & (
  | { readonly verdict: "found"; readonly choice: string; readonly isDefault: boolean }
  /** The service behaves in none of the documented ways, or in several. */
  | { readonly verdict: "neither" }
  | { readonly verdict: "not asked"; readonly reason: string }
);

/** What was seen beyond the contract's calls, or why it was not. */
export interface Study {
  readonly shown: readonly Shown[];
  readonly reasons: Readonly<Partial<Record<ReadingName, string>>>;
}

/** Concludes what is known about every reading. */
export function conclude(findings: readonly Finding[], study: Study): Conclusion[] {
  const shown = [
    ...findings.flatMap((finding) => (finding.kind === "asked" ? finding.judgement.shown : [])),
    ...study.shown,
  ];
  return (Object.keys(contradictions) as ReadingName[]).map((reading) => {
    const choices = new Set(shown.filter((one) => one.reading === reading).map(({ choice }) => choice));
    const [choice, ...others] = choices;
    if (choice !== undefined && others.length === 0) {
      return { reading, verdict: "found", choice, isDefault: choice === defaultReadings[reading] };
    }
    if (choices.size > 0) return { reading, verdict: "neither" };
    return { reading, verdict: "not asked", reason: reasonFor(reading, findings, study) };
  });
}

function reasonFor(reading: ReadingName, findings: readonly Finding[], { reasons }: Study): string {
  const given = reasons[reading];
  if (given !== undefined) return given;
  const resting = findings.filter(({ asked }) => readingsOf(asked).has(reading));
  const unasked = resting.find((finding) => finding.kind === "not asked");
  return unasked?.kind === "not asked" ? unasked.reason : "no response showed it";
}

/** The emulator's options that match what was found; empty where all defaults do. */
export function emulatorOptions(conclusions: readonly Conclusion[]): string {
  return conclusions
    .flatMap((one) =>
      one.verdict === "found" && !one.isDefault ? [`${optionOf(one.reading)} ${one.choice}`] : [],
    )
    .join(" ");
}
