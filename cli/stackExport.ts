// Reads what `pulumi stack export` prints: whose stack it is, and which key pairs its state holds. It decrypts nothing.
import { fstatSync } from "node:fs";
import { text } from "node:stream/consumers";
import { regionProblem } from "../provider/keyPair/check";
import { nonEmpty } from "../provider/keyPair/inputs";
import type { HeldPair } from "../provider/keyPair/orphans";
import type { StackName } from "../provider/keyPair/tags";

/** What comes in on stdin is no stack's export. The message never quotes it: it may hold secrets. */
export class ExportError extends Error {
  override readonly name = "ExportError";
}

/** What an export tells of a stack. */
export interface StackExport {
  /** Undefined where the export names no resource at all. */
  readonly stack: StackName | undefined;
  readonly held: readonly HeldPair[];
  /** The names of all key-pair resources, of pending operations too. */
  readonly resourceNames: readonly string[];
  /** Every region that it names. */
  readonly regionIds: readonly string[];
  /** The accounts that made the pairs. */
  readonly accountIds: readonly string[];
}

/** What stdin held, and when that was written. */
interface Input {
  readonly text: string;
  readonly writtenMs: number;
}

/**
 * Reads stdin to its end.
 *
 * @throws {@link ExportError} when a person sits there instead
 */
export async function readStdin(): Promise<Input> {
  if (process.stdin.isTTY) {
    throw new ExportError(`stdin is a terminal. ${usage}`);
  }
  const file = fstatSync(process.stdin.fd);
  const input = await text(process.stdin);
  // An export that was kept in a file knows nothing of what ran since.
  return { text: input, writtenMs: file.isFile() ? file.mtimeMs : Date.now() };
}

const usage = "It wants a stack's export: pulumi stack export | npx pulumi-alicloud-keypair orphans";

/**
 * Reads an export.
 *
 * @throws {@link ExportError} when it is none
 */
export function readStackExport(input: string): StackExport {
  const deployment = record(parsed(input)["deployment"]);
  if (deployment === undefined) {
    throw new ExportError(`stdin holds no "deployment". ${usage}`);
  }
  const resources = records(deployment["resources"]);
  const operations = records(deployment["pending_operations"]);
  const pending = records(operations.map((operation) => operation["resource"]));
  const all = [...resources, ...pending];
  const keyPairs = all.filter(isKeyPair);
  const properties = all.filter((each) => isKeyPair(each) || isProvider(each)).flatMap(propertiesOf);
  return {
    stack: all.flatMap((each) => stackOf(each) ?? [])[0],
    // A pending operation holds no pair: it is of a pair that is among the resources too, or of one that is not there yet.
    held: resources.filter(isKeyPair).flatMap((resource) => heldPair(resource) ?? []),
    resourceNames: keyPairs.map(nameOf),
    regionIds: texts(properties, ["regionId", "region"]).filter((id) => regionProblem(id) === undefined),
    accountIds: texts(properties, ["accountId"]),
  };
}

function parsed(input: string): Values {
  if (input.trim() === "") {
    throw new ExportError(`stdin is empty: did pulumi stack export fail? ${usage}`);
  }
  try {
    const value: unknown = JSON.parse(input);
    return record(value) ?? {};
  } catch {
    // The parser's own message quotes what it read.
    throw new ExportError(`stdin is no JSON. ${usage}`);
  }
}

type Values = Readonly<Record<string, unknown>>;

const types = ["pulumi-nodejs:dynamic/alicloud:KeyPair", "alicloud-keypair:index:KeyPair"];

function isKeyPair(resource: Values): boolean {
  return types.some((type) => resource["type"] === type);
}

/** The plugin's own resource, whose region serves the pairs that name none. */
function isProvider(resource: Values): boolean {
  return resource["type"] === "pulumi:providers:alicloud-keypair";
}

function heldPair(resource: Values): HeldPair | undefined {
  const outputs = record(resource["outputs"]) ?? {};
  const keyPairName = nonEmpty(resource["id"]) ?? nonEmpty(outputs["keyPairName"]);
  // A secret value is an object here, which counts as untold.
  const regionId = nonEmpty(outputs["regionId"]);
  const attempt = nonEmpty(outputs["attempt"]);
  return keyPairName === undefined
    ? undefined
    : { keyPairName, ...(regionId !== undefined && { regionId }), ...(attempt !== undefined && { attempt }) };
}

function propertiesOf(resource: Values): Values[] {
  return [record(resource["inputs"]) ?? {}, record(resource["outputs"]) ?? {}];
}

function texts(properties: readonly Values[], names: readonly string[]): string[] {
  const values = properties.flatMap((each) => names.flatMap((name) => nonEmpty(each[name]) ?? []));
  return [...new Set(values)];
}

/** `urn:pulumi:STACK::PROJECT::TYPE::NAME` */
function urnParts(resource: Values): string[] {
  return (nonEmpty(resource["urn"]) ?? "").split("::");
}

function stackOf(resource: Values): StackName | undefined {
  const [start = "", project = ""] = urnParts(resource);
  const stack = start.replace(/^urn:pulumi:/, "");
  return stack === start || stack === "" || project === "" ? undefined : { project, stack };
}

/** A resource's name may hold the URN's own separator. */
function nameOf(resource: Values): string {
  return urnParts(resource).slice(3).join("::");
}

function records(value: unknown): Values[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function record(value: unknown): Values | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
