/** What the plugin says of its settings: where a region can be set, and what a Provider's change does not reach. */
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { describe, expect } from "vitest";
import { warnings } from "../lifecycle/fixtures";
import type { Plugin } from "../lifecycle/plugin";
import { call, failuresIn, struct, type Values } from "../lifecycle/rpc";
import { check, it } from "./fixtures";

/** The URN of a Provider of this name. */
function providerUrn(name: string): string {
  return `urn:pulumi:stack::project::pulumi:providers:alicloud-keypair::${name}`;
}

async function configure({ client }: Plugin, name: string, settings: Values): Promise<void> {
  const request = new messages.ConfigureRequest();
  request.setUrn(providerUrn(name));
  request.setArgs(struct(settings));
  await call((done) => client.configure(request, done));
}

/** Compares a Provider's settings. @returns the names of those that differ */
async function change({ client }: Plugin, name: string, olds: Values, news: Values): Promise<string[]> {
  const request = new messages.DiffRequest();
  request.setUrn(providerUrn(name));
  request.setOldInputs(struct(olds));
  request.setNews(struct(news));
  const response = await call<messages.DiffResponse>((done) => client.diffConfig(request, done));
  return response.getDiffsList();
}

describe("without any region", () => {
  it("the default provider says that the plugin does not read alicloud:region", async ({ startOne }) => {
    const plugin = await startOne({
      env: { ALICLOUD_REGION: "" },
      config: { "alicloud:region": "cn-beijing" },
    });
    await configure(plugin, "default_0_1_0", {});

    const [failure] = failuresIn(await check(plugin, {}));

    expect(failure?.reason).toMatch(
      /no region is set.*pulumi config set alicloud-keypair:region cn-hangzhou; the plugin does not read alicloud:region/,
    );
  });

  it("an explicit Provider says to set its own region", async ({ startOne }) => {
    const plugin = await startOne({ env: { ALICLOUD_REGION: "" } });
    await configure(plugin, "beijing", {});

    const [failure] = failuresIn(await check(plugin, {}));

    expect(failure?.reason).toMatch(
      /no region is set.*region of the Provider beijing \(an explicit Provider reads neither alicloud-keypair:region nor/,
    );
  });
});

describe("a setting that can't be used", () => {
  it("of an explicit Provider is named as that Provider's", async ({ plugin }) => {
    await configure(plugin, "beijing", { region: "not a region", accessKey: "id" });

    const [failure] = failuresIn(await check(plugin, {}));
    const created = plugin.create({ keyPairName: "dev", regionId: "cn-hangzhou" });

    expect(failure?.reason).toBe("region of the Provider beijing must be a region id, such as cn-hangzhou");
    await expect(created).rejects.toThrow(
      /accessKey of the Provider beijing is set, but secretKey of the Provider beijing is not\. Set both, or unset/,
    );
  });
});

describe("a Provider's change", () => {
  it("of the region warns that key pairs stay where they are", async ({ plugin }) => {
    const names = await change(plugin, "main", { region: "cn-beijing" }, { region: "cn-hangzhou" });

    expect(names).toEqual(["region"]);
    expect(warnings(plugin)).toMatch(
      /^the region of the Provider main changed.*stay in their region.*regionId/,
    );
    expect(plugin.messages.map(({ urn }) => urn)).toEqual([providerUrn("main")]);
  });

  it("of the account warns that another account does not see them, and nothing is deleted", async ({
    plugin,
  }) => {
    await change(
      plugin,
      "main",
      { region: "cn-beijing", accessKey: "LTAI-one", secretKey: "one" },
      { region: "cn-beijing", profile: "two" },
    );

    expect(warnings(plugin)).toMatch(
      /^accessKey and profile of the Provider main changed\. If the new credentials belong to another account.*deleted.*names both accounts/,
    );
    expect(warnings(plugin)).not.toContain("LTAI-one");
  });

  it.for([
    ["of other settings", "main", { clientReadTimeout: "1" }, { clientReadTimeout: "2" }],
    ["of a session's temporary key", "main", { accessKey: "STS.one" }, { accessKey: "STS.two" }],
    [
      "to a value that is not known yet",
      "main",
      { region: "cn-beijing" },
      { region: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
    ],
    ["of the engine's own provider", "default_0_1_0", { region: "cn-beijing" }, { region: "cn-hangzhou" }],
  ] as const)("%s warns of nothing", async ([, name, olds, news], { plugin }) => {
    const names = await change(plugin, name, olds, news);

    expect(names).toHaveLength(1);
    expect(warnings(plugin)).toBe("");
  });
});

describe("the program of an External profile", () => {
  it("ends with the plugin", async ({ startOne, home }) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const program = join(home, "program.cjs");
    await writeFile(
      program,
      `require("node:net").connect(${port}, "127.0.0.1").on("error", () => undefined);`,
    );
    const profile = {
      name: "default",
      mode: "External",
      process_command: `'${process.execPath}' '${program}'`,
    };
    await mkdir(join(home, ".aliyun"));
    const content = JSON.stringify({ current: "default", profiles: [profile] });
    await writeFile(join(home, ".aliyun", "config.json"), content);
    const plugin = await startOne({ env: { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" } });
    const connected = once(server, "connection") as Promise<[Socket]>;
    const read = Promise.allSettled([plugin.read("dev", {})]);
    const [running] = await connected;
    running.resume();

    plugin.child.kill("SIGTERM");

    // Its end closes the connection.
    await once(running, "close");
    const [{ status }] = await read;
    expect(status).toBe("rejected");
    server.close();
  });
});
