/** docs/key-stores.md and examples/key-stores: what each store is asked to keep, and what of the private key is plain on the way. */
import { generateKeyPairSync } from "node:crypto";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { secretsIn } from "../secrets";
import { blocks } from "./blocks";
import { compileMocked, runMocked } from "./mocked";

const privateKey = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
}).privateKey;

/** What the engine would be asked for. */
interface Asked {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The outputs that the engine has to keep as secrets, whatever the provider returns. */
  readonly secretOutputs: readonly string[];
}

interface Run {
  readonly resources: readonly Asked[];
  /** The stack's outputs, secret ones in plain text. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

let folder = "";

beforeAll(async () => {
  const workspace = { installed: inject("installed"), folder: "", env: {} };
  folder = await compileMocked(
    workspace,
    "key-stores",
    ["alicloud", "github", "kubernetes", "vault"],
    mocked,
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a recipe with Pulumi's mocks in place of an engine. */
async function runRecipe(recipe: string): Promise<Run> {
  return JSON.parse(await runMocked(folder, [recipe], { PRIVATE_KEY: privateKey })) as Run;
}

/** Loads a compiled recipe, and prints what it asks for and what the stack's outputs are. */
const mocked = `
const pulumi = require("@pulumi/pulumi");
const [recipe] = process.argv.slice(2);
const project = "key-store-" + recipe;
const resources = [];
const pair = () => ({
  keyPairName: "deploy-0000000",
  fingerPrint: "35c392050114530770c62e3ad521dae1",
  privateKey: pulumi.secret(process.env.PRIVATE_KEY),
});
pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs }) => ({
      id: name,
      state: type.endsWith("KeyPair") ? { ...inputs, ...pair() } : { ...inputs, arn: "an ARN", path: "a path" },
    }),
    call: ({ inputs }) => inputs,
  },
  project,
  "test",
);
const monitor = pulumi.runtime.getMonitor();
const register = monitor.registerResource.bind(monitor);
monitor.registerResource = (request, callback) => {
  resources.push({
    type: request.getType(),
    inputs: request.getObject().toJavaScript(),
    secretOutputs: request.getAdditionalsecretoutputsList(),
  });
  return register(request, callback);
};
const config = {
  rotation: "2026-11",
  kmsInstanceId: "an instance",
  encryptionKeyId: "a key",
  namespace: "ci",
  repository: "infrastructure",
  mount: "secret",
};
pulumi.runtime.setAllConfig(
  Object.fromEntries(Object.entries(config).map(([key, value]) => [project + ":" + key, value])),
);
let outputs;
pulumi.output({ ...require("./compiled/" + recipe + "/index.js") }).apply((values) => (outputs = values));
// Once everything is registered.
process.once("beforeExit", () => console.log(JSON.stringify({ resources, outputs })));
`;

/** A value that Pulumi marks as secret on its way to the engine. */
function secret(value: unknown): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** Everything that was sent, as text, without what is marked as secret. */
function plainText(run: Run): string {
  return JSON.stringify(run, (_, value: unknown) =>
    typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value
      ? "[secret]"
      : value,
  );
}

const recipes = [
  {
    recipe: "kms",
    type: "alicloud:kms/secret:Secret",
    inputs: { secretData: secret(privateKey), versionId: "35c392050114530770c62e3ad521dae1" },
    secretOutputs: ["secretData"],
  },
  {
    recipe: "kubernetes",
    type: "kubernetes:core/v1:Secret",
    inputs: { type: "kubernetes.io/ssh-auth", stringData: secret({ "ssh-privatekey": privateKey }) },
    secretOutputs: ["data", "stringData"],
  },
  {
    recipe: "github",
    type: "github:index/actionsSecret:ActionsSecret",
    inputs: { repository: "infrastructure", value: secret(privateKey) },
    secretOutputs: ["value"],
  },
  {
    recipe: "vault",
    type: "vault:kv/secretV2:SecretV2",
    inputs: { name: "ssh/deploy", dataJson: secret(JSON.stringify({ privateKey })) },
    secretOutputs: ["data", "dataJson"],
  },
];

describe("examples/key-stores", () => {
  it.for(recipes)(
    "in $recipe hands the store the key as a secret, and in no plain form to anybody",
    async ({ recipe, type, inputs, secretOutputs }) => {
      const run = await runRecipe(recipe);

      expect(run.resources.map((resource) => resource.type)).toEqual([
        "pulumi-nodejs:dynamic/alicloud:KeyPair",
        type,
      ]);
      expect(run.resources[1]?.inputs).toMatchObject(inputs);
      expect(run.resources[1]?.secretOutputs).toEqual(expect.arrayContaining(secretOutputs));
      const encoded = Buffer.from(privateKey).toString("base64");
      expect(secretsIn(plainText(run), [privateKey, encoded])).toEqual([]);
      expect(run.outputs).toMatchObject({ keyPairName: "deploy-0000000" });
    },
  );
});

describe("the page on key stores", () => {
  it("shows a part of each recipe", async () => {
    const marks = (await blocks("docs/key-stores.md")).map(({ mark }) => mark);

    expect(marks).toEqual(
      expect.arrayContaining(recipes.map(({ recipe }) => `part of examples/key-stores/${recipe}/index.ts`)),
    );
  });
});
