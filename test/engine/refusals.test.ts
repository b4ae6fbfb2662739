/** Bad input and faults on the real engine: a clear error, nothing left in the cloud, nothing half in state. */
import { describe, expect } from "vitest";
import { it, program } from "./fixtures";
import type { CommandResult, Stack } from "./stack";

async function expectRefusal(stack: Stack, up: CommandResult, text: RegExp): Promise<void> {
  expect(up.exitCode).not.toBe(0);
  expect(up.text).toMatch(text);
  expect(up.text).not.toMatch(/^\s+at .*\.js/m);
  expect(await stack.keyPairs()).toEqual([]);
}

describe("a name", () => {
  it.for([
    ["of 1 character", "d", /keyPairName must be 2 to 128 characters long/],
    ["of 129 characters", "d".repeat(129), /keyPairName must be 2 to 128 characters long/],
    ["that starts with a digit", "1dev", /keyPairName must start with a letter/],
    ["with a space", "my dev", /keyPairName may hold letters, digits and : _ - only, no space/],
    ["with http://", "http://dev", /keyPairName must not start with http:\/\//],
  ] as const)("%s is refused at preview already", async ([, name, text], { open, emulator }) => {
    const stack = await open({ program: program(`{ keyPairName: "${name}" }`) });

    const preview = await stack.preview();

    await expectRefusal(stack, preview, text);
    expect(emulator.calls()).toEqual([]);
  });
});

describe("a resource without a name", () => {
  it.for(["pulumi-alicloud-keypair", "pulumi-alicloud-keypair/native"])(
    "of %s is refused with the line of the program",
    async (from, { open }) => {
      const text = `const { KeyPair } = require("${from}");\nnew KeyPair("");\n`;
      const stack = await open({ program: text });

      const preview = await stack.preview();

      expect(preview.exitCode).not.toBe(0);
      expect(preview.text).toMatch(/Missing resource name[\s\S]*index\.js:2:/);
    },
  );
});

describe("up", () => {
  it("without a region anywhere says where one can be set", async ({ open }) => {
    const stack = await open();

    const up = await stack.up({ ALICLOUD_REGION: "" });

    await expectRefusal(stack, up, /no region is set[\s\S]*pulumi config set alicloud-keypair:region/);
  });

  it("in an unknown region says so", async ({ open, emulator }) => {
    const stack = await open({ program: program('{ keyPairName: "dev", regionId: "cn-nowhere" }') });

    const up = await stack.up();

    await expectRefusal(
      stack,
      up,
      /InvalidRegionId\.NotFound \(HTTP 404, RequestId [0-9A-F-]{36}\)[\s\S]*Check regionId/,
    );
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("without credentials names the sources", async ({ open, emulator }) => {
    const stack = await open();

    const up = await stack.up({ ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" });

    await expectRefusal(stack, up, /no credentials for Alibaba Cloud. Tried, in this order/);
    expect(emulator.calls()).toEqual([]);
  });

  it("with a wrong secret says what to check", async ({ open, emulator }) => {
    const stack = await open();

    const up = await stack.up({ ALICLOUD_SECRET_KEY: "wr0ng-s3cret" });

    await expectRefusal(
      stack,
      up,
      /SignatureDoesNotMatch \(HTTP 400, RequestId [0-9A-F-]{36}\)[\s\S]*check both/,
    );
    expect(up.text).not.toMatch(/wr0ng-s3cret|string to sign/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("of a name that exists leaves the other pair as it is", async ({ open, emulator }) => {
    const theirs = await emulator.putKeyPair({
      regionId: "cn-hangzhou",
      keyPairName: "dev",
      tags: { team: "other" },
    });
    const stack = await open();

    const up = await stack.up();

    await expectRefusal(stack, up, /"dev" in cn-hangzhou already exists .*left as it is/);
    expect(emulator.keyPairs()).toMatchObject([{ publicKey: theirs.publicKey, tags: { team: "other" } }]);
  });

  it("of the 501st pair tells the quota", async ({ open, emulator }) => {
    const publicKey = (await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "first" }))
      .publicKey;
    for (let n = 1; n < 500; n += 1) {
      await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: `pair-${n}`, publicKey });
    }
    const stack = await open();

    const up = await stack.up();

    await expectRefusal(stack, up, /QuotaExceed\.KeyPair \(HTTP 403, RequestId [0-9A-F-]{36}\)/);
    expect(emulator.keyPairs()).toHaveLength(500);
  });

  it("to an endpoint that refuses says so", async ({ open, emulator }) => {
    const stack = await open();
    await emulator.close();

    const up = await stack.up();

    await expectRefusal(stack, up, /can't be reached: the connection is refused/);
  });

  it("to an endpoint that never answers says how long it waited", async ({ open, emulator }) => {
    const stack = await open({
      program: program('{ keyPairName: "dev" }', '{ customTimeouts: { create: "3s" } }'),
    });
    await stack.setConfig("alicloud-keypair:clientReadTimeout", "1000");
    emulator.faults.add({ kind: "neverAnswer" });

    const up = await stack.up();

    await expectRefusal(stack, up, /did not answer within [\d.]+ s/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("to an endpoint that answers HTML says that it is not the API", async ({ open, emulator }) => {
    const stack = await open({
      program: program('{ keyPairName: "dev" }', '{ customTimeouts: { create: "3s" } }'),
    });
    emulator.faults.add({ kind: "html", httpStatus: 200 });

    const up = await stack.up();

    await expectRefusal(stack, up, /gave an answer that is not the API's/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("to an http:// endpoint that is not the loopback is refused", async ({ open }) => {
    const stack = await open();

    const up = await stack.up({ ALIBABA_CLOUD_ENDPOINT_ECS: "http://192.0.2.1" });

    await expectRefusal(stack, up, /http:\/\/192\.0\.2\.1 is refused/);
  });
});
