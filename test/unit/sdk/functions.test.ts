/** The functions of the package schema, of the table, of the dynamic package and of the generated one match. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lookupFields } from "../../../provider/keyPair/lookup";
import { argumentNames, namesOf, type Field } from "../../../provider/resource/fields";
import { functions } from "../../../provider/resources";
import { root } from "../../../scripts/setup/places.mjs";
import { declared, type Declared } from "./declarations";

interface Property {
  readonly type?: string;
  readonly description: string;
  readonly items?: { readonly $ref: string };
  readonly additionalProperties?: { readonly type: string };
}

type Properties = Readonly<Record<string, Property>>;

interface ObjectType {
  readonly description?: string;
  readonly properties: Properties;
  readonly required?: readonly string[];
}

interface FunctionType {
  readonly description: string;
  readonly inputs: ObjectType;
  readonly outputs: ObjectType;
}

interface Schema {
  readonly types: Readonly<Record<string, ObjectType>>;
  readonly functions: Readonly<Record<string, FunctionType>>;
}

const schema = JSON.parse(readFileSync(join(root, "provider/schema.json"), "utf8")) as Schema;
const token = (name: string): string => `alicloud-keypair:index:${name}`;

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("there is none");
  return value;
}

const functionOf = (name: string): FunctionType => there(schema.functions[token(name)]);
const typeOf = (name: string): ObjectType => there(schema.types[token(name)]);

function names(properties: object): string[] {
  return Object.keys(properties).sort();
}

/** A property's type as TypeScript writes it. */
function typeText({ type, items }: Property): string {
  if (type === "array") {
    return `${there(items).$ref.replace(`#/types/${token("")}`, "")}[]`;
  }
  return type === "object" ? "Record<string, string>" : there(type);
}

/** What a property holds, as a field's kind. */
function kindOf({ type }: Property): Field["kind"] {
  const kinds = { string: "text", boolean: "flag", object: "texts", array: "objects" } as const;
  return there(kinds[there(type) as keyof typeof kinds]);
}

/** An object type as an interface declares it, each property with its type and words. */
function asDeclared({ properties, required = [] }: ObjectType): Record<string, Declared> {
  const entries = Object.entries(properties).map(([name, property]) => [
    name,
    {
      optional: !required.includes(name),
      type: typeText(property),
      description: property.description,
    },
  ]);
  return Object.fromEntries(entries) as Record<string, Declared>;
}

/** The same without the region's words: the plugin sees less of the stack configuration. */
function withoutRegion({ regionId, ...others }: Record<string, Declared>): Record<string, Declared> {
  return { ...others, regionId: { ...there(regionId), description: "" } };
}

test("the package schema has exactly the provider's functions", () => {
  expect(names(schema.functions)).toEqual([...functions.keys()].map(token).sort());
});

describe.each(["getKeyPair", "getKeyPairs"])("the arguments of %s", (name) => {
  const { inputs } = functionOf(name);

  test("are those of the table, with its kinds", () => {
    const kinds = Object.entries(inputs.properties).map(([each, property]) => [each, kindOf(property)]);

    expect(names(inputs.properties)).toEqual(argumentNames(lookupFields).sort());
    expect(Object.fromEntries(kinds)).toEqual(
      Object.fromEntries(argumentNames(lookupFields).map((each) => [each, lookupFields[each]?.kind])),
    );
  });

  test("are those of the dynamic package, in its words", () => {
    const ours = declared("sdk/nodejs/lookups.ts", "GetKeyPairArgs");

    expect(withoutRegion(asDeclared(inputs))).toEqual(withoutRegion(ours));
  });

  test("are those of the generated package", () => {
    const theirs = declared(`sdk/nodejs/native/${name}.ts`, `${name.replace("get", "Get")}Args`);

    expect(names(theirs)).toEqual(names(inputs.properties));
  });
});

describe("what the functions return", () => {
  test("of a key pair is what the table says, and is the same for both", () => {
    const { properties, required } = functionOf("getKeyPair").outputs;

    expect(names(properties)).toEqual(namesOf(lookupFields, ({ output }) => output).sort());
    expect({ properties, required }).toEqual({
      properties: typeOf("FoundKeyPair").properties,
      required: typeOf("FoundKeyPair").required,
    });
  });

  test.each([
    ["FoundKeyPair", () => typeOf("FoundKeyPair")],
    ["FoundInstance", () => typeOf("FoundInstance")],
    ["GetKeyPairsResult", () => functionOf("getKeyPairs").outputs],
  ] as const)("is declared by the dynamic package: %s", (name, described) => {
    expect(asDeclared(described())).toEqual(declared("sdk/nodejs/lookups.ts", name));
  });
});

describe.each(["getKeyPair", "getKeyPairs"])("the description of %s", (name) => {
  const { description } = functionOf(name);

  test("has an example in every language", () => {
    const languages = [...description.matchAll(/```(\w+)/g)].map(([, language]) => language);

    expect(languages).toEqual(["typescript", "python", "go", "yaml"]);
  });

  test("says that it calls ECS in a preview too", () => {
    expect(description).toContain("in a preview too");
  });
});
