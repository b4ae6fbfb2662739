/** The record of what the cells came to: docs/reliability, from which `npm run reliability` makes the tables of docs/reliability.md. */
import { basename, resolve } from "node:path";
import type { ResourceType } from "../host";
import type { Cell, Outcome } from "./cells";

type HostKind = "dynamic" | "plugin";

/** A cell with the outcome that a run found. */
export interface Found extends Cell {
  readonly outcome: Outcome;
}

/** Where the outcomes of one test file on one kind of host are recorded. */
export function recordFile(host: HostKind, testFile = ""): string {
  const part = basename(testFile, ".test.ts").replace(/^faultMatrix-?/u, "");
  return resolve("docs", "reliability", [host, part].filter(Boolean).join("-") + ".json");
}

/** The cells as JSON, one a line, so that a changed outcome is one changed line. */
export function recordOf(host: HostKind, resource: ResourceType, found: readonly Found[]): string {
  const lines = found.map(({ step, action, fault, way, outcome }) =>
    JSON.stringify({ host, resource, step, action, fault, way, outcome }),
  );
  return `[\n${lines.join(",\n")}\n]\n`;
}
