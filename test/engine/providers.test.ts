/** Explicit Providers on the real engine: two regions, and two accounts by profiles, in one program over `/native`. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../emulator/emulator";
import { it as base, secretOf } from "./fixtures";
import { backendText, succeed, type Stack, type Workspace } from "./stack";

/** No key in the environment, and no region: both come from the Providers and their profiles. */
const profilesOnly = { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "", ALICLOUD_REGION: "" };

/** A pair of one name for each Provider. */
function program(providers: Readonly<Record<string, object>>): string {
  const pairs = Object.entries(providers).map(
    ([name, args]) => `
const ${name} = new alicloud.Provider("${name}", ${JSON.stringify(args)});
export const ${name}Key = new alicloud.KeyPair("${name}", { keyPairName: "dev" }, { provider: ${name} }).publicKey;`,
  );
  return ['import * as alicloud from "pulumi-alicloud-keypair/native";', ...pairs, ""].join("\n");
}

/** Writes a profile for each access key, named as it is, to where the CLI looks for them. */
async function writeProfiles(
  { folder }: Workspace,
  regions: Readonly<Record<string, string>>,
): Promise<void> {
  const profiles = Object.entries(regions).map(([name, region_id]) => ({
    name,
    mode: "AK",
    region_id,
    access_key_id: name,
    access_key_secret: secretOf(name),
  }));
  await mkdir(join(folder, ".aliyun"));
  await writeFile(join(folder, ".aliyun", "config.json"), JSON.stringify({ current: "", profiles }));
}

const it = base.extend<{ openNative: (text: string) => Promise<Stack> }>({
  openNative: async ({ open }, use) => {
    await use((text) => open({ plugin: true, file: "index.ts", program: text }));
  },
});

/** Where the cloud's pairs are, whose they are, and which keys they hold. */
function places(emulator: Emulator): Record<string, string> {
  return Object.fromEntries(
    emulator
      .keyPairs()
      .map(({ accountId, regionId, keyPairName, publicKey }) => [
        `${accountId}/${regionId}/${keyPairName}`,
        publicKey,
      ]),
  );
}

/** Which key asked for what in which region, in any order. */
function deletes(emulator: Emulator): string[] {
  return emulator
    .calls()
    .filter(({ action }) => action === "DeleteKeyPairs")
    .map(({ accessKeyId, parameters }) => `${accessKeyId} in ${parameters["RegionId"] ?? ""}`)
    .toSorted();
}

describe("Providers of two regions", () => {
  it("make pairs of one name, each in its region, and destroy takes each from its own", async ({
    openNative,
    emulator,
  }) => {
    const stack = await openNative(
      program({ beijing: { region: "cn-beijing" }, shanghai: { region: "cn-shanghai" } }),
    );

    await succeed(stack.up());
    const made = places(emulator);
    const { beijingKey, shanghaiKey } = await stack.outputs();
    await succeed(stack.run(["preview", "--expect-no-changes"]));
    await succeed(stack.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]));
    await succeed(stack.destroy());

    const account = emulator.accountId();
    expect(made).toEqual({
      [`${account}/cn-beijing/dev`]: beijingKey,
      [`${account}/cn-shanghai/dev`]: shanghaiKey,
    });
    expect(deletes(emulator)).toEqual(["emulator in cn-beijing", "emulator in cn-shanghai"]);
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe("Providers of two accounts", () => {
  it("make pairs of one name, each as its profile, and destroy takes each from its own", async ({
    openNative,
    emulator,
    workspace,
  }) => {
    await writeProfiles(workspace, { emulator: "cn-hangzhou", other: "cn-hangzhou" });
    const stack = await openNative(program({ ours: { profile: "emulator" }, theirs: { profile: "other" } }));

    await succeed(stack.up(profilesOnly));
    const made = places(emulator);
    const { oursKey, theirsKey } = await stack.outputs();
    await succeed(stack.run(["preview", "--expect-no-changes"], profilesOnly));
    await succeed(stack.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"], profilesOnly));
    const all = await backendText(workspace);
    await succeed(stack.destroy(profilesOnly));

    expect(made).toEqual({
      [`${emulator.accountId("emulator")}/cn-hangzhou/dev`]: oursKey,
      [`${emulator.accountId("other")}/cn-hangzhou/dev`]: theirsKey,
    });
    expect(deletes(emulator)).toEqual(["emulator in cn-hangzhou", "other in cn-hangzhou"]);
    expect(all).not.toContain("s3cret-of");
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("swapped between two pairs touch neither: the account that made a pair is kept in state", async ({
    openNative,
    emulator,
    workspace,
  }) => {
    await writeProfiles(workspace, { emulator: "cn-hangzhou", other: "cn-hangzhou" });
    const stack = await openNative(program({ ours: { profile: "emulator" }, theirs: { profile: "other" } }));
    await succeed(stack.up(profilesOnly));
    const made = places(emulator);
    await stack.write(program({ ours: { profile: "other" }, theirs: { profile: "emulator" } }));
    await succeed(stack.up(profilesOnly));

    const destroyed = await stack.destroy(profilesOnly);
    const kept = await stack.keyPairs();

    expect(destroyed.exitCode).not.toBe(0);
    expect(destroyed.text).toMatch(/was made by account \d+, but the credentials in use are of account \d+/);
    expect(kept).toHaveLength(2);
    expect(places(emulator)).toEqual(made);
  });
});
