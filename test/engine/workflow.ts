/** A GitHub Actions workflow as its file says it, and the expressions in it, as far as the example's workflow uses them. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** A step: of an action (`uses`) or of a shell (`run`). */
export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly if?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job. */
export interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress"?: boolean };
  readonly strategy?: { readonly matrix: { readonly project: readonly string[] } };
  readonly outputs?: unknown;
  readonly steps: readonly Step[];
}

/** A workflow. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly defaults: { readonly run: { readonly shell: string } };
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What expressions may name: `github`, `vars`, `secrets` and so on. */
export type Context = Readonly<Record<string, unknown>>;

/** Reads a workflow's file. */
export async function readWorkflow(file: string): Promise<Workflow> {
  return parse(await readFile(file, "utf8")) as Workflow;
}

/** Puts the values of its expressions into a text. */
export function interpolated(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_all, expression: string) =>
    shown(valueOf(expression, context)),
  );
}

/** Whether an `if:` holds. */
export function holds(condition: string, context: Context): boolean {
  const [, expression = condition] = /^\$\{\{(.*)\}\}$/.exec(condition) ?? [];
  return Boolean(valueOf(expression, context));
}

/** Whether an `if:` asks for a step to run after a failure too. */
export function isForFailuresToo(condition: string): boolean {
  return condition.includes("always()");
}

/** There are no parentheses but those of `always()`, and no operators inside of quotes. */
function valueOf(expression: string, context: Context): unknown {
  const text = expression.trim();
  const alternatives = text.split("||");
  if (alternatives.length > 1) {
    const values = alternatives.map((part) => valueOf(part, context));
    return values.find(Boolean) ?? values.at(-1);
  }
  const conditions = text.split("&&");
  if (conditions.length > 1) {
    return conditions.every((part) => valueOf(part, context));
  }
  const [, left, operator, right] = /^(.+?)(==|!=)(.+)$/.exec(text) ?? [];
  if (left !== undefined && right !== undefined) {
    const same = shown(valueOf(left, context)) === shown(valueOf(right, context));
    return operator === "==" ? same : !same;
  }
  if (text === "always()") {
    return true;
  }
  const [, quoted] = /^'(.*)'$/.exec(text) ?? [];
  return quoted ?? path(text, context);
}

function path(text: string, context: Context): unknown {
  if (!/^[a-z]\w*(\.\w+)+$/.test(text)) {
    throw new Error(`an expression that is not known here: ${text}`);
  }
  const step = (value: unknown, name: string): unknown =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return text.split(".").reduce<unknown>(step, context);
}

/** GitHub takes what is not there for an empty text. */
function shown(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
