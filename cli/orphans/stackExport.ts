// Parses the output of `pulumi stack export`: which stack it is, and which key pairs its state holds. It decrypts nothing.
import { readUrn } from "../../provider/host/urn";
import { regionProblem } from "../../provider/resource/rules";
import { nonEmpty } from "../../provider/resource/values";
import type { HeldPair } from "./orphans";
import type { Owner, StackName } from "../../provider/resource/owner";

/** A text is not a stack export. The message never quotes it: it may contain secrets. */
export class ExportError extends Error {
  override readonly name = "ExportError";
}

/** What an export says about a stack. */
export interface StackExport {
  /** Undefined where the export contains no resource. */
  readonly stack: StackName | undefined;
  readonly held: readonly HeldPair[];
  /** All key-pair resources, including those of pending operations. */
  readonly owners: readonly Owner[];
  /** Every region that it names. */
  readonly regionIds: readonly string[];
  /** The accounts that created the pairs. */
  readonly accountIds: readonly string[];
}

/**
 * Parses an export.
 *
 * @param source - where it comes from, as named in messages
 * @throws {@link ExportError} when it is not one
 */
export function readStackExport(input: string, source: string): StackExport {
  const deployment = record(parsed(input, source)["deployment"]);
  if (deployment === undefined) {
    throw new ExportError(`${source} has no "deployment": it is not the output of \`pulumi stack export\``);
  }
  const resources = records(deployment["resources"]);
  const operations = records(deployment["pending_operations"]);
  const pending = records(operations.map((operation) => operation["resource"]));
  const all = [...resources, ...pending];
  const keyPairs = all.filter(isKeyPair);
  const properties = all.filter((each) => isKeyPair(each) || isProvider(each)).flatMap(propertiesOf);
  return {
    stack: all.flatMap((each) => ownerOf(each) ?? [])[0],
    // A pending operation holds no pair: its pair is among the resources too, or does not exist yet.
    held: resources.filter(isKeyPair).flatMap((resource) => heldPair(resource) ?? []),
    owners: keyPairs.flatMap((each) => ownerOf(each) ?? []),
    regionIds: texts(properties, ["regionId", "region"]).filter((id) => regionProblem(id) === undefined),
    accountIds: texts(properties, ["accountId"]),
  };
}

function parsed(input: string, source: string): Values {
  if (input.trim() === "") {
    throw new ExportError(`${source} is empty. Check whether \`pulumi stack export\` failed`);
  }
  try {
    const value: unknown = JSON.parse(input);
    return record(value) ?? {};
  } catch {
    // The parser's own message quotes its input.
    throw new ExportError(`${source} is not JSON: it is not the output of \`pulumi stack export\``);
  }
}

type Values = Readonly<Record<string, unknown>>;

const types = ["pulumi-nodejs:dynamic/alicloud:KeyPair", "alicloud-keypair:index:KeyPair"];

function isKeyPair(resource: Values): boolean {
  return types.some((type) => resource["type"] === type);
}

/** The plugin's own resource, whose region applies to the pairs that name none. */
function isProvider(resource: Values): boolean {
  return resource["type"] === "pulumi:providers:alicloud-keypair";
}

function heldPair(resource: Values): HeldPair | undefined {
  const outputs = record(resource["outputs"]) ?? {};
  const keyPairName = nonEmpty(resource["id"]) ?? nonEmpty(outputs["keyPairName"]);
  // A secret value is an object here, which counts as unknown.
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
