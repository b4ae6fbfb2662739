/** Programs in every language that look key pairs up, on both hosts. */
import { describe, expect } from "vitest";
import { blocks, marked, writeTogether } from "./blocks";
import { it } from "./languageFixtures";
import { succeed, type StackOptions } from "./stack";

/** Looks up a pair by the name of one that it declares, one by a secret, and several with their instances. */
const typescript = `
const dev = new alicloud.KeyPair("dev", { keyPairName: "dev" });
export const { fingerPrint } = alicloud.getKeyPairOutput({ keyPairName: dev.keyPairName });
export const { publicKey } = alicloud.getKeyPairOutput({ keyPairName: pulumi.secret("web-a") });
const web = alicloud.getKeyPairs({ namePattern: "web-*", tags: { team: "web" }, includeInstances: true });
export const instances = web.then(({ keyPairs }) =>
  keyPairs.map((pair) => pair.keyPairName + ": " + (pair.instances ?? []).map((each) => each.instanceName).join()),
);
export const { algorithm } = pulumi.output(alicloud.getKeyPair({ keyPairName: "web-b" }));
`;

const python = `
import pulumi
import pulumi_alicloud_keypair as alicloud

dev = alicloud.KeyPair("dev", key_pair_name="dev")
pulumi.export("fingerPrint", alicloud.get_key_pair_output(key_pair_name=dev.key_pair_name).finger_print)
pulumi.export("publicKey", alicloud.get_key_pair_output(key_pair_name=pulumi.Output.secret("web-a")).public_key)
web = alicloud.get_key_pairs(name_pattern="web-*", tags={"team": "web"}, include_instances=True)
pulumi.export(
    "instances",
    [pair.key_pair_name + ": " + ",".join(each.instance_name for each in pair.instances) for pair in web.key_pairs],
)
pulumi.export("algorithm", alicloud.get_key_pair(key_pair_name="web-b").algorithm)
`;

const yaml = `variables:
  same:
    fn::invoke:
      function: alicloud-keypair:getKeyPair
      arguments:
        keyPairName: \${dev.keyPairName}
  hidden:
    fn::invoke:
      function: alicloud-keypair:getKeyPair
      arguments:
        keyPairName:
          fn::secret: web-a
  web:
    fn::invoke:
      function: alicloud-keypair:getKeyPairs
      arguments:
        namePattern: web-*
        tags:
          team: web
        includeInstances: true
resources:
  dev:
    type: alicloud-keypair:KeyPair
    properties:
      keyPairName: dev
outputs:
  fingerPrint: \${same.fingerPrint}
  publicKey: \${hidden.publicKey}
  instances:
    - "\${web.keyPairs[0].keyPairName}: \${web.keyPairs[0].instances[0].instanceName}"
    - "\${web.keyPairs[1].keyPairName}: "
  algorithm:
    fn::invoke:
      function: alicloud-keypair:getKeyPair
      arguments:
        keyPairName: web-b
      return: algorithm
`;

function importing(name: string): string {
  return `import * as pulumi from "@pulumi/pulumi";\nimport * as alicloud from "${name}";\n`;
}

const onDynamic: StackOptions = {
  file: "index.ts",
  program: `${importing("pulumi-alicloud-keypair")}${typescript}`,
};

const programs: readonly (readonly [string, StackOptions])[] = [
  ["TypeScript on the dynamic host", onDynamic],
  [
    "TypeScript",
    { file: "index.ts", program: `${importing("pulumi-alicloud-keypair/native")}${typescript}` },
  ],
  ["Python", { file: "__main__.py", program: python }],
  ["YAML", { file: "Pulumi.yaml", program: yaml }],
];

describe.concurrent("a program in", () => {
  it.for(programs)(
    "%s finds key pairs, its own among them, and what it finds by a secret is secret",
    async ([, options], { open, emulator, expect }) => {
      const regionId = "cn-hangzhou";
      const webA = await emulator.putKeyPair({ regionId, keyPairName: "web-a", tags: { team: "web" } });
      await emulator.putKeyPair({ regionId, keyPairName: "web-b", tags: { team: "web" } });
      emulator.addInstance({ regionId, instanceName: "one", keyPairName: "web-a" });
      const stack = await open({ plugin: true, ...options });

      await succeed(stack.up());

      const dev = emulator.keyPairs().find(({ keyPairName }) => keyPairName === "dev");
      expect(await stack.outputs()).toEqual({
        fingerPrint: dev?.fingerPrint,
        publicKey: webA.publicKey,
        instances: ["web-a: one", "web-b: "],
        algorithm: "RSA",
      });
      const { stdout } = await succeed(stack.run(["stack", "output", "--json"]));
      expect(JSON.parse(stdout)).toMatchObject({ fingerPrint: dev?.fingerPrint, publicKey: "[secret]" });
    },
  );
});

describe("a preview on the dynamic host", () => {
  it("looks up what is known, and nothing by what is not known yet", async ({ open, emulator }) => {
    const regionId = "cn-hangzhou";
    await emulator.putKeyPair({ regionId, keyPairName: "web-a" });
    await emulator.putKeyPair({ regionId, keyPairName: "web-b" });
    const stack = await open({
      ...onDynamic,
      program: onDynamic.program.replace('{ keyPairName: "dev" }', "{}"),
    });

    const { text } = await succeed(stack.preview());

    expect(emulator.calls().map(({ parameters }) => parameters["KeyPairName"])).toEqual(
      expect.arrayContaining(["web-a", "web-b", "web-*"]),
    );
    expect(emulator.calls()).toHaveLength(3);
    expect(text).toMatch(/fingerPrint\s*: \[unknown\]/);
  });

  it("that finds nothing fails with a message and no stack", async ({ open }) => {
    const program = `require("pulumi-alicloud-keypair").getKeyPair({ keyPairName: "gone" });`;
    const stack = await open({ program });

    const { exitCode, text } = await stack.preview();

    expect(exitCode).not.toBe(0);
    expect(text).toContain(
      'no key pair in cn-hangzhou has keyPairName "gone". Check these arguments and the region.',
    );
    expect(text).not.toMatch(/^\s+at /m);
  });
});

describe("docs/lookups.md", () => {
  const page = "docs/lookups.md";
  const marks = ["run: program", "run: program on the plugin", "run: Python project", "run: YAML project"];

  it("says of every block of code whether it is run, and how", async () => {
    const unmarked = (await blocks(page)).filter(
      ({ mark = "" }) => !marks.includes(mark) && !mark.startsWith("not run: "),
    );

    expect(unmarked).toEqual([]);
  });

  it("has programs that find what they say", async ({ open, emulator }) => {
    const regionId = "cn-hangzhou";
    const { publicKey } = await emulator.putKeyPair({ regionId, keyPairName: "dev" });
    await emulator.putKeyPair({ regionId, keyPairName: "web-a", tags: { team: "web" } });
    emulator.addInstance({ regionId, instanceId: "i-web", keyPairName: "web-a" });
    const [onDynamic, onPlugin, inPython, inYaml] = await Promise.all(
      marks.map((mark) => marked(page, mark)),
    );
    const typescript = await open({ plugin: true, project: "typescript", file: "index.ts" });
    await writeTogether(typescript, [...(onDynamic ?? []), ...(onPlugin ?? [])]);
    const python = await open({
      plugin: true,
      project: "python",
      file: "__main__.py",
      program: inPython?.join("\n") ?? "",
    });
    const [, withoutPlugins = ""] = /path: .*?\n(variables:.*)/s.exec(inYaml?.join("\n") ?? "") ?? [];
    const yaml = await open({ project: "yaml", file: "Pulumi.yaml", program: withoutPlugins });

    await Promise.all([typescript, python, yaml].map((stack) => succeed(stack.up())));

    expect(await typescript.outputs()).toEqual({
      program0: { publicKey },
      program1: { createTime: expect.stringMatching(/Z$/) as string },
      program2: { instanceIds: ["i-web"] },
    });
    expect(await python.outputs()).toEqual({ publicKey });
    expect(await yaml.outputs()).toEqual({ publicKey });
  });
});
