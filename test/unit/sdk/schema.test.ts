/** The package schema and the hand-written classes match. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { argumentNames, namesOf, type Field } from "../../../provider/resource/fields";
import { openResources } from "../../../provider/resources";
import { root } from "../../../scripts/setup/places.mjs";
import { declared, type Declared } from "./declarations";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly description?: string;
  readonly secret?: boolean;
  readonly defaultInfo?: unknown;
  readonly willReplaceOnChanges?: boolean;
}

interface TypeOf {
  readonly enum?: readonly { readonly value: unknown }[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

interface Schema {
  readonly name: string;
  readonly version: string;
  readonly config: { readonly variables: Readonly<Record<string, Property>> };
  readonly provider: { readonly inputProperties: Readonly<Record<string, Property>> };
  readonly types: Readonly<Record<string, TypeOf>>;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly inputProperties: Readonly<Record<string, Property>>;
        readonly properties: Readonly<Record<string, Property>>;
        readonly required: readonly string[];
        readonly requiredInputs?: readonly string[];
        readonly aliases: readonly { readonly type: string }[];
      }
    >
  >;
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), "utf8"));
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("there is none");
  return value;
}

const schema = json("provider/schema.json") as Schema;
const resources = openResources({});

/** What the plugin does differently from the dynamic host, and so is described differently. */
const ownWords: Readonly<Record<string, { inputs: string[]; outputs: string[] }>> = {
  KeyPair: { inputs: ["regionId"], outputs: ["privateKey"] },
};

/** The file of a resource's class. */
function fileOf(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}.ts`;
}

/** The arguments of the class that programs use. The key pair's have a file of their own. */
function argumentsOf(name: string): Record<string, Declared> {
  return declared(`sdk/nodejs/${name === "KeyPair" ? "args.ts" : fileOf(name)}`, `${name}Args`);
}

function names(properties: object): string[] {
  return Object.keys(properties).sort();
}

function descriptions(
  properties: Readonly<Record<string, Property | Declared>>,
  except: readonly string[] = [],
): object {
  const kept = Object.entries(properties).filter(([name]) => !except.includes(name));
  return Object.fromEntries(kept.map(([name, { description }]) => [name, description]));
}

/** What a property holds according to the schema, as a field's kind; the schema has no bounds for numbers. */
function kindOf({ type, $ref, items }: Property): Field["kind"] | "number" | undefined {
  if ($ref !== undefined) {
    return schema.types[$ref.replace("#/types/", "")]?.enum?.map(({ value }) => value) as string[];
  }
  if (type === "array") {
    return items?.$ref === undefined ? "set" : "objects";
  }
  return ({ string: "text", boolean: "flag", object: "texts", integer: "number" } as const)[type ?? ""];
}

/** A type of the generated class in the words of the class that programs use. */
function inOurWords(type: string): string {
  return type
    .replace("{[key: string]: string}", "Record<string, string>")
    .replace("outputs.", "")
    .replace(/enums\.(\w+)/u, (_, name: string) => {
      const values = schema.types[`alicloud-keypair:index:${name}`]?.enum ?? [];
      return values.map(({ value }) => JSON.stringify(value)).join(" | ");
    });
}

test("the package schema has exactly the provider's resources", () => {
  const types = resources.map(({ name }) => `alicloud-keypair:index:${name}`);

  expect(names(schema.resources)).toEqual(types.sort());
});

describe.each(resources)("the package schema of $name", ({ name, fields }) => {
  const described = there(schema.resources[`alicloud-keypair:index:${name}`]);
  const file = fileOf(name);
  const args = argumentsOf(name);
  const outputs = declared(`sdk/nodejs/${file}`, name);
  const except = ownWords[name];

  function fieldsWhere(isSo: (field: Field) => unknown): string[] {
    return namesOf(fields, isSo).sort();
  }

  function kinds(properties: Readonly<Record<string, Property>>): object {
    return Object.fromEntries(Object.entries(properties).map(([each, property]) => [each, kindOf(property)]));
  }

  function fieldKinds(isSo: (field: Field) => unknown): object {
    const kindIn = (kind: Field["kind"] | undefined) =>
      typeof kind === "object" && "from" in kind ? "number" : kind;
    return Object.fromEntries(fieldsWhere(isSo).map((each) => [each, kindIn(fields[each]?.kind)]));
  }

  test("has exactly the arguments of the table and of the class", () => {
    expect(names(described.inputProperties)).toEqual(names(args));
    expect(names(described.inputProperties)).toEqual(argumentNames(fields).sort());
  });

  test("has exactly the outputs of the table and of the class", () => {
    expect(names(described.properties)).toEqual(names(outputs));
    expect(names(described.properties)).toEqual(fieldsWhere(({ output }) => output));
  });

  test("gives arguments and outputs the kinds of the table", () => {
    expect(kinds(described.inputProperties)).toEqual(fieldKinds(({ change }) => change));
    expect(kinds(described.properties)).toEqual(fieldKinds(({ output }) => output));
  });

  test("requires the arguments that the class requires", () => {
    const required = Object.entries(args).filter(([, { optional }]) => !optional);

    expect([...(described.requiredInputs ?? [])].sort()).toEqual(required.map(([each]) => each).sort());
  });

  test("replaces for the same arguments as the table", () => {
    const replacing = Object.entries(described.inputProperties).filter(
      ([, { willReplaceOnChanges }]) => willReplaceOnChanges === true,
    );

    expect(replacing.map(([each]) => each).sort()).toEqual(
      fieldsWhere(({ change }) => change === "replaces"),
    );
  });

  test("requires the outputs that are never undefined", () => {
    const always = Object.entries(outputs).filter(([, { type }]) => !type.includes("undefined"));

    expect([...described.required].sort()).toEqual(always.map(([each]) => each).sort());
  });

  test("describes arguments and outputs in the words of the class", () => {
    expect(descriptions(described.inputProperties, except?.inputs)).toEqual(
      descriptions(args, except?.inputs),
    );
    expect(descriptions(described.properties, except?.outputs)).toEqual(
      descriptions(outputs, except?.outputs),
    );
  });

  test("has exactly the secrets of the table", () => {
    const secrets = Object.entries(described.properties).filter(([, { secret }]) => secret === true);

    expect(secrets.map(([each]) => each).sort()).toEqual(fieldsWhere(({ secret }) => secret));
  });

  test("has the dynamic host's type as an alias", () => {
    expect(described.aliases).toEqual([{ type: `pulumi-nodejs:dynamic/alicloud:${name}` }]);
  });
});

test.each([
  ["InstanceBinding", "keyPairAttachment.ts"],
  ["AuthorizedInstance", "authorizedKey.ts"],
  ["UserKey", "authorizedKey.ts"],
])("the package schema describes %s in the words of the interface", (name, file) => {
  const described = there(schema.types[`alicloud-keypair:index:${name}`]);
  const properties = declared(`sdk/nodejs/${file}`, name);

  expect(descriptions(described.properties ?? {})).toEqual(descriptions(properties));
  expect(described.required).toEqual(
    names(properties).filter((each) => properties[each]?.optional === false),
  );
});

describe("the package schema", () => {
  test("has the same settings for the configuration and for a Provider", () => {
    expect(schema.provider.inputProperties).toEqual(schema.config.variables);
  });

  test("marks credentials as secret, and stores none from the environment in state", () => {
    const settings = Object.entries(schema.config.variables);

    const secrets = settings.filter(([, { secret }]) => secret === true).map(([name]) => name);
    const defaulted = settings.filter(([, { defaultInfo }]) => defaultInfo !== undefined);

    expect(secrets).toEqual(["accessKey", "secretKey", "securityToken", "assumeRoleWithOidc"]);
    expect(defaulted).toEqual([]);
  });

  test("has the package's version", () => {
    expect(json("package.json")).toMatchObject({ version: schema.version });
  });
});

describe.each(resources)("the generated class of $name", ({ name }) => {
  const file = fileOf(name);
  const generated = `sdk/nodejs/native/${file}`;
  const args = argumentsOf(name);

  test("takes the same arguments", () => {
    const theirs = declared(generated, `${name}Args`);

    expect(names(theirs)).toEqual(names(args));
  });

  test("has outputs of the same types", () => {
    const types = (of: Record<string, Declared>) =>
      Object.fromEntries(Object.entries(of).map(([each, { type }]) => [each, type]));

    const theirs = Object.entries(types(declared(generated, name)));

    const ours = types(declared(`sdk/nodejs/${file}`, name));
    expect(Object.fromEntries(theirs.map(([each, type]) => [each, inOurWords(type)]))).toEqual(ours);
  });
});
