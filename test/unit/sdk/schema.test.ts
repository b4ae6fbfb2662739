/** The package schema and the class that programs use by hand say the same. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { algorithms, argumentNames, ecdsaCurves, rsaSizes } from "../../../provider/keyPair/inputs";
import { root } from "../../../scripts/setup/places.mjs";
import { declared, type Declared } from "./declarations";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly secret?: boolean;
  readonly defaultInfo?: unknown;
}

interface Schema {
  readonly name: string;
  readonly version: string;
  readonly config: { readonly variables: Readonly<Record<string, Property>> };
  readonly provider: { readonly inputProperties: Readonly<Record<string, Property>> };
  readonly types: Readonly<Record<string, { readonly enum?: readonly { readonly value: unknown }[] }>>;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly inputProperties: Readonly<Record<string, Property>>;
        readonly properties: Readonly<Record<string, Property>>;
        readonly required: readonly string[];
        readonly aliases: readonly { readonly type: string }[];
      }
    >
  >;
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), "utf8"));
}

function only<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined) throw new Error("there is none");
  return value;
}

const schema = json("provider/schema.json") as Schema;
const keyPair = only(Object.values(schema.resources));
const args = declared("sdk/nodejs/args.ts", "KeyPairArgs");
const outputs = declared("sdk/nodejs/keyPair.ts", "KeyPair");

/** What the plugin does otherwise than the dynamic host, and so is described otherwise. */
const ownWords = { inputs: ["regionId"], outputs: ["privateKey"] };

function names(properties: object): string[] {
  return Object.keys(properties).sort();
}

function descriptions(properties: Readonly<Record<string, Property | Declared>>, except: string[]): object {
  const kept = Object.entries(properties).filter(([name]) => !except.includes(name));
  return Object.fromEntries(kept.map(([name, { description }]) => [name, description]));
}

function enumValues(name: string): unknown[] {
  return schema.types[`alicloud-keypair:index:${name}`]?.enum?.map(({ value }) => value) ?? [];
}

describe("the package schema", () => {
  test("has the inputs of KeyPairArgs, those that the core checks, and no other", () => {
    expect(names(keyPair.inputProperties)).toEqual(names(args));
    expect(names(keyPair.inputProperties)).toEqual([...argumentNames].sort());
  });

  test("has the outputs of KeyPair, and no other", () => {
    expect(names(keyPair.properties)).toEqual(names(outputs));
  });

  test("requires the outputs that are never undefined", () => {
    const always = Object.entries(outputs).filter(([, { type }]) => !type.includes("undefined"));

    expect([...keyPair.required].sort()).toEqual(always.map(([name]) => name).sort());
  });

  test("describes inputs and outputs in the same words", () => {
    expect(descriptions(keyPair.inputProperties, ownWords.inputs)).toEqual(
      descriptions(args, ownWords.inputs),
    );
    expect(descriptions(keyPair.properties, ownWords.outputs)).toEqual(
      descriptions(outputs, ownWords.outputs),
    );
  });

  test("lists the values that the core takes", () => {
    expect(enumValues("KeySource")).toEqual(["ecs", "local"]);
    expect(enumValues("KeyAlgorithm")).toEqual([...algorithms]);
    expect(enumValues("RsaBits")).toEqual([...rsaSizes]);
    expect(enumValues("EcdsaCurve")).toEqual([...ecdsaCurves]);
  });

  test("makes the private key a secret, and nothing else of the outputs", () => {
    const secrets = Object.entries(keyPair.properties).filter(([, { secret }]) => secret === true);

    expect(secrets.map(([name]) => name)).toEqual(["privateKey"]);
  });

  test("has the same settings for the configuration and for a Provider", () => {
    expect(schema.provider.inputProperties).toEqual(schema.config.variables);
  });

  test("makes credentials secrets, and takes none from the environment into state", () => {
    const settings = Object.entries(schema.config.variables);

    const secrets = settings.filter(([, { secret }]) => secret === true).map(([name]) => name);
    const defaulted = settings.filter(([, { defaultInfo }]) => defaultInfo !== undefined);

    expect(secrets).toEqual(["accessKey", "secretKey", "securityToken", "assumeRoleWithOidc"]);
    expect(defaulted).toEqual([]);
  });

  test("takes over what the dynamic host made", () => {
    expect(keyPair.aliases).toEqual([{ type: "pulumi-nodejs:dynamic/alicloud:KeyPair" }]);
  });

  test("has the package's version", () => {
    expect(json("package.json")).toMatchObject({ version: schema.version });
  });
});

describe("the generated class", () => {
  const generated = "sdk/nodejs/native/keyPair.ts";

  test("takes the same arguments", () => {
    const theirs = declared(generated, "KeyPairArgs");

    expect(names(theirs)).toEqual(names(args));
    expect(Object.values(theirs).every(({ optional }) => optional)).toBe(true);
  });

  test("has outputs of the same types", () => {
    const types = (of: Record<string, Declared>) =>
      Object.fromEntries(Object.entries(of).map(([name, { type }]) => [name, type]));

    const theirs = types(declared(generated, "KeyPair"));

    const map = "pulumi.Output<{[key: string]: string} | undefined>";
    expect(theirs).toEqual({ ...types(outputs), tags: map });
  });
});
