/** Check and diff on the real host process: what a preview says. */
import { generateKeyPairSync } from "node:crypto";
import { parseKey } from "sshpk";
import { describe, expect } from "vitest";
import { traits } from "./differences";
import { inputs, it } from "./fixtures";

const { publicKey: rsaSpki } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const rsaKey = parseKey(rsaSpki.export({ type: "spki", format: "pem" }), "pem").toString("ssh");
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("check", () => {
  it.for([
    ["a", "2 to 128 characters"],
    ["a".repeat(129), "2 to 128 characters"],
    ["1dev", "start with a letter"],
    ["my dev", "only letters"],
    ["http://dev", "http://"],
    ["HTTPS://dev", "http://"],
  ] as const)("refuses the name %s", async ([keyPairName, rule], { host }) => {
    const { failures } = await host.check({}, inputs({ keyPairName }));

    expect(failures.map((failure) => failure.property)).toEqual([""]);
    expect(failures[0]?.reason).toMatch(/^keyPairName /);
    expect(failures[0]?.reason).toContain(rule);
  });

  it.for(["de", "d".repeat(128), "dev:1_2-3", "dev.1", "dév", "d中文"])(
    "lets ECS decide on the name %s",
    async (keyPairName, { host }) => {
      const { failures } = await host.check({}, inputs({ keyPairName }));

      expect(failures).toEqual([]);
    },
  );

  it("passes values that are not known yet, and refuses them once they are", async ({ host }) => {
    const preview = await host.check({}, inputs({ keyPairName: unknown, regionId: unknown }));
    const up = await host.check({}, inputs({ keyPairName: "1", regionId: "not a region" }));

    expect(preview).toMatchObject({ failures: [], inputs: { keyPairName: unknown, regionId: unknown } });
    expect(up.failures.map(({ reason }) => reason.split(" ", 1)[0])).toEqual(["keyPairName", "regionId"]);
  });

  it("takes empty texts for absent ones", async ({ host }) => {
    const { inputs: checked, failures } = await host.check(
      {},
      inputs({ keyPairName: "", publicKey: "", resourceGroupId: "" }),
    );

    expect(failures).toEqual([]);
    expect(Object.keys(checked)).toEqual(
      expect.not.arrayContaining(["keyPairName", "publicKey", "resourceGroupId"]),
    );
  });

  it("names an argument that does not exist", async ({ host }) => {
    const { failures } = await host.check({}, inputs({ keyName: "dev" }));

    expect(failures.map((failure) => failure.property)).toEqual([""]);
    expect(failures[0]?.reason).toContain("keyPairName");
  });

  it("says where a region can be set when none is", async ({ startHost }) => {
    const host = await startHost({ env: { ALICLOUD_REGION: "" } });

    const { failures } = await host.check({}, inputs());

    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).toMatch(
      /no region is set[\s\S]*pulumi config set alicloud-keypair:region[\s\S]*ALICLOUD_REGION/,
    );
  });

  it.for([
    ["ALICLOUD_REGION", { env: { ALICLOUD_REGION: "not a region" } }],
    ["ALIBABA_CLOUD_REGION", { env: { ALICLOUD_REGION: "", ALIBABA_CLOUD_REGION: "not a region" } }],
    ["alicloud-keypair:region", { config: { "alicloud-keypair:region": "not a region" } }],
  ] as const)("names %s where no region's id comes from there", async ([name, options], { startHost }) => {
    const host = await startHost(options);

    const { failures } = await host.check({}, inputs());
    const read = host.read("dev", inputs());

    expect(failures.map(({ reason }) => reason)).toEqual([
      `${name} must be a region id, such as cn-hangzhou`,
    ]);
    await expect(read).rejects.toThrow(`${name} must be a region id, such as cn-hangzhou`);
  });

  it("refuses two keys in one publicKey, and a key that runs over two lines", async ({ host }) => {
    const reasonFor = async (publicKey: string) =>
      (await host.check({}, inputs({ publicKey }))).failures[0]?.reason;

    expect(await reasonFor(`${rsaKey} one\n${rsaKey} two\n`)).toBe(
      "publicKey contains 2 keys. Set only one, and create another KeyPair for each of the others",
    );
    expect(await reasonFor(`${rsaKey.slice(0, 80)}\r\n${rsaKey.slice(80)}`)).toBe(
      "publicKey must be one key on one line, but has 2 lines",
    );
    expect(await reasonFor(`\n${rsaKey} one\r\n\n`)).toBeUndefined();
  });

  it("refuses an http:// endpoint that is not the loopback", async ({ startHost }) => {
    const host = await startHost({ env: { ALIBABA_CLOUD_ENDPOINT_ECS: "http://192.0.2.1:8410" } });

    const { failures } = await host.check({}, inputs());

    expect(failures.map((failure) => failure.property)).toEqual([""]);
    expect(failures[0]?.reason).toMatch(/http:\/\/192\.0\.2\.1:8410 is not allowed: .*unencrypted/);
  });

  it("makes no API call", async ({ host, emulator }) => {
    await host.check({}, inputs({ keyPairName: "dev" }));
    await host.diff(
      { keyPairName: "dev", regionId: "cn-hangzhou", fingerPrint: "" },
      inputs({ keyPairName: "two" }),
    );

    expect(emulator.calls()).toEqual([]);
  });
});

describe("diff", () => {
  const outputs = inputs({ keyPairName: "dev", regionId: "cn-hangzhou", fingerPrint: "f" });

  it.for([
    ["another name", { keyPairName: "two" }, ["keyPairName"]],
    ["another region", { keyPairName: "dev", regionId: "cn-beijing" }, ["regionId"]],
    ["a name that is not known yet", { keyPairName: unknown }, ["keyPairName"]],
    ["the same name and region", { keyPairName: "dev", regionId: "cn-hangzhou" }, []],
    ["a name taken out of the program", {}, []],
  ] as const)("for %s", async ([, args, replaces], { host }) => {
    const diff = await host.diff(outputs, inputs({ ...args }));

    expect(diff).toEqual({ changes: replaces.length > 0, replaces, deleteBeforeReplace: false });
  });

  it("takes another default region for no change", async ({ startHost }) => {
    const host = await startHost({ env: { ALICLOUD_REGION: "cn-beijing" } });

    expect(await host.diff(outputs, inputs({ keyPairName: "dev" }))).toMatchObject({ changes: false });
  });

  it("renews a reference to the dynamic host that has moved, in place; elsewhere it counts for nothing", async ({
    host,
  }) => {
    const diff = await host.diff({ ...outputs, __provider: "exports.handler = () => older" }, inputs());

    expect(diff).toMatchObject({ changes: traits.isReferredToByState, replaces: [] });
  });
});

describe("update", () => {
  it("carries the private key forward", async ({ host }) => {
    const { id, outs } = await host.create(inputs({ keyPairName: "dev" }));

    const updated = await host.update(
      id,
      outs,
      inputs({ keyPairName: "dev", customTimeouts: { delete: "1m" } }),
    );

    expect(updated).toEqual({ ...outs, ...(traits.keepsTimeouts && { customTimeouts: { delete: "1m" } }) });
  });
});
