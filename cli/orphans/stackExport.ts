// Reads what `pulumi stack export` prints: whose stack it is, and which key pairs its state holds. It decrypts nothing.
import { readUrn } from "../../provider/host/urn";
import { regionProblem } from "../../provider/resource/rules";
import { nonEmpty } from "../../provider/resource/values";
import type { HeldPair } from "./orphans";
import type { Owner, StackName } from "../../provider/resource/owner";

/** A text is no stack's export. The message never quotes it: it may hold secrets. */
export class ExportError extends Error {
  override readonly name = "ExportError";
}

/** What an export tells of a stack. */
export interface StackExport {
  /** Undefined where the export names no resource at all. */
  readonly stack: StackName | undefined;
  readonly held: readonly HeldPair[];
  /** All key-pair resources, of pending operations too. */
  readonly owners: readonly Owner[];
  /** Every region that it names. */
  readonly regionIds: readonly string[];
  /** The accounts that made the pairs. */
  readonly accountIds: readonly string[];
}

/**
 * Reads an export.
 *
 * @param source - where it comes from, as a message names it
 * @throws {@link ExportError} when it is none
 */
export function readStackExport(input: string, source: string): StackExport {
  const deployment = record(parsed(input, source)["deployment"]);
  if (deployment === undefined) {
    throw new ExportError(`${source} holds no "deployment": it is not what pulumi stack export prints`);
  }
  const resources = records(deployment["resources"]);
  const operations = records(deployment["pending_operations"]);
  const pending = records(operations.map((operation) => operation["resource"]));
  const all = [...resources, ...pending];
  const keyPairs = all.filter(isKeyPair);
  const properties = all.filter((each) => isKeyPair(each) || isProvider(each)).flatMap(propertiesOf);
  return {
    stack: all.flatMap((each) => ownerOf(each) ?? [])[0],
    // A pending operation holds no pair: it is of a pair that is among the resources too, or of one that is not there yet.
    held: resources.filter(isKeyPair).flatMap((resource) => heldPair(resource) ?? []),
    owners: keyPairs.flatMap((each) => ownerOf(each) ?? []),
    regionIds: texts(properties, ["regionId", "region"]).filter((id) => regionProblem(id) === undefined),
    accountIds: texts(properties, ["accountId"]),
  };
}

function parsed(input: string, source: string): Values {
  if (input.trim() === "") {
    throw new ExportError(`${source} is empty: did pulumi stack export fail?`);
  }
  try {
    const value: unknown = JSON.parse(input);
    return record(value) ?? {};
  } catch {
    // The parser's own message quotes what it read.
    throw new ExportError(`${source} is no JSON: it is not what pulumi stack export prints`);
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

function ownerOf(resource: Values): Owner | undefined {
  return readUrn(nonEmpty(resource["urn"]) ?? "")?.owner;
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
