/** The report of a run, as Markdown and as JSON, without keys and without ids of accounts or resources. */
import type { Case } from "../../emulator/contract/case";
import { runTagKey, type Ground } from "../../emulator/contract/ground";
import { contradictions, defaultReadings, optionOf } from "../../emulator/readings";
import { emulatorOptions, type Conclusion } from "./conclusions";
import { redact } from "./redact";
import type { Compared } from "./run";
import type { Finding } from "./stories";

/** What a report is made of. */
export interface Reported extends Compared {
  readonly ground: Ground;
  readonly host: string;
  /** The package's version. */
  readonly version: string;
  readonly date: Date;
}

const unasked = "could not be asked";

/** How a call of the contract compared. */
type Verdict = "agrees" | "differs" | "not asked";

function verdictOf(finding: Finding): Verdict {
  if (finding.kind === "not asked") return "not asked";
  return finding.judgement.differences.length === 0 ? "agrees" : "differs";
}

/** Whether the service differs from the emulator in a way that no option of the emulator's covers. */
export function differs({ findings, conclusions, steps = [] }: Compared): boolean {
  return (
    findings.some((finding) => verdictOf(finding) === "differs") ||
    conclusions.some(({ verdict }) => verdict === "neither") ||
    steps.some(({ verdict }) => verdict === "differs")
  );
}

/** @returns the report as JSON */
export function reportJson(reported: Reported): string {
  const { ground, host, version, date, findings, conclusions, steps } = reported;
  const report = {
    format: 1,
    version,
    run: ground.runId,
    regionId: ground.regionId,
    host,
    date: date.toISOString(),
    counts: countsOf(findings),
    emulatorOptions: emulatorOptions(conclusions),
    readings: conclusions.map((one) => ({
      ...one,
      ...(one.verdict === "not asked" && { reason: redact(one.reason) }),
      default: defaultReadings[one.reading],
    })),
    ...(steps !== undefined && { lifecycle: steps }),
    calls: findings.map((finding) => callJson(finding, ground)),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function callJson(finding: Finding, ground: Ground): object {
  const call = { call: callText(finding.asked, ground), verdict: verdictOf(finding) };
  if (finding.kind === "not asked") return { ...call, reason: redact(finding.reason) };
  const { response, judgement } = finding;
  if (judgement.differences.length === 0) return call;
  const { status, code, message } = judgement.expected;
  return {
    ...call,
    differsIn: judgement.differences,
    expected: { status, code, message: message?.toString() },
    service: {
      status: response.status,
      ...(response.code !== undefined && { code: redact(response.code) }),
      ...(response.message !== undefined && { message: redact(response.message) }),
    },
  };
}

function countsOf(findings: readonly Finding[]): Record<Verdict, number> {
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => verdictOf(finding) === verdict).length;
  return { agrees: count("agrees"), differs: count("differs"), "not asked": count("not asked") };
}

/** @returns the report as Markdown */
export function reportMarkdown(reported: Reported): string {
  const { ground, host, version, date, findings, conclusions, steps } = reported;
  const counts = countsOf(findings);
  const options = emulatorOptions(conclusions);
  const sections = [
    `# ECS in ${ground.regionId} compared with the emulator`,
    `Run ${ground.runId} on ${date.toISOString().slice(0, 10)}, at ${host}, with pulumi-alicloud-keypair ${version}.`,
    table(
      ["calls", "number"],
      [
        ["agrees", String(counts.agrees)],
        ["differs", String(counts.differs)],
        [unasked, String(counts["not asked"])],
      ],
    ),
    "## Readings",
    table(["reading", "the service", "the emulator's default"], conclusions.map(readingRow)),
    options === ""
      ? "The emulator's defaults match what was found."
      : `The emulator matches what was found with these options:\n\n\`\`\`sh\nnpx pulumi-alicloud-keypair emulator ${options}\n\`\`\``,
    ...differencesSection(findings, ground),
    ...(steps === undefined
      ? []
      : ["## Life of a key pair with Pulumi", table(["command", "verdict"], steps.map(stepRow))]),
    "## Could not be asked",
    table(["reason", "calls"], reasonRows(findings)),
  ];
  return `${sections.join("\n\n")}\n`;
}

function stepRow({ command, verdict, reason }: NonNullable<Compared["steps"]>[number]): string[] {
  return [command, reason === undefined ? verdict : `${verdict}: ${reason}`];
}

function readingRow(one: Conclusion): string[] {
  return [`\`${optionOf(one.reading)}\``, conclusionText(one), defaultReadings[one.reading]];
}

function conclusionText(one: Conclusion): string {
  switch (one.verdict) {
    case "found":
      return one.isDefault ? one.choice : `**${one.choice}**`;
    case "neither":
      return `**none of ${contradictions[one.reading].choices.join(", ")}**`;
    case "not asked":
      return `${unasked}: ${redact(one.reason)}`;
  }
}

function differencesSection(findings: readonly Finding[], ground: Ground): string[] {
  const rows = findings.flatMap((finding) => {
    if (finding.kind === "not asked" || finding.judgement.differences.length === 0) return [];
    const { asked, response, judgement } = finding;
    const { status, code, message } = judgement.expected;
    return [
      [
        `\`${callText(asked, ground)}\``,
        judgement.differences.join(", "),
        resultText(status, code, message?.toString()),
        redact(resultText(response.status, response.code, response.message)),
      ],
    ];
  });
  if (rows.length === 0) return [];
  return ["## Differences", table(["call", "differs in", "expected", "the service"], rows)];
}

function resultText(status: number, code: string | undefined, message: string | undefined): string {
  return [String(status), code, message].filter((part) => part !== undefined).join(" ");
}

function reasonRows(findings: readonly Finding[]): string[][] {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    if (finding.kind === "not asked") counts.set(finding.reason, (counts.get(finding.reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => [redact(reason), String(count)]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const longestValue = 40;
const mostParameters = 5;

/** A call without what all calls of a run have in common, and without the prefix of its names. */
function callText({ action, parameters }: Case, { regionId, runId, prefix }: Ground): string {
  const common: Record<string, string> = { RegionId: regionId, "Tag.1.Key": runTagKey, "Tag.1.Value": runId };
  const own = Object.entries(parameters).filter(([name, value]) => common[name] !== value);
  const shown = own.slice(0, mostParameters).map(([name, value]) => {
    const text = redact(value.replaceAll(prefix, "")).replaceAll("`", "'");
    return `${name}=${text.length > longestValue ? `${text.slice(0, longestValue)}…` : text}`;
  });
  const more = own.length > mostParameters ? [`and ${own.length - mostParameters} more`] : [];
  return [action, ...shown, ...more].join(" ");
}
