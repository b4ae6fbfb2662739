/** Explicit Providers on the real engine: two regions, and two accounts by profiles, in one program over `/native`. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { it, secretOf } from "./fixtures";
import { backendText, succeed, type Workspace } from "./stack";

/** No key in the environment, and no region: both come from the Providers and their profiles. */
const profilesOnly = { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "", ALICLOUD_REGION: "" };

/** A pair of one name for each Provider. */
function program(providers: Readonly<Record<string, object>>): string {
  const pairs = Object.entries(providers).map(
    ([name, args]) => `
const ${name} = new alicloud.Provider("${name}", ${JSON.stringify(args)});
exports.${name} = new alicloud.KeyPair("${name}", { keyPairName: "dev" }, { provider: ${name} }).publicKey;`,
  );
  return ['const alicloud = require("pulumi-alicloud-keypair/native");', ...pairs, ""].join("\n");
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

describe("Providers of two regions and two accounts", () => {
  it("create pairs of one name, each in its region as its profile, and destroy takes each from its own, and no other account's", async ({
    open,
    emulator,
    workspace,
  }) => {
    await writeProfiles(workspace, { emulator: "cn-hangzhou", other: "cn-hangzhou" });
    const beijing = { profile: "emulator", region: "cn-beijing" };
    const [emulators, others] = [{ profile: "emulator" }, { profile: "other" }];
    const own = program({ beijing, ours: emulators, theirs: others });
    const swapped = program({ beijing, ours: others, theirs: emulators });
    const stack = await open({ plugin: true, program: own });

    // Each Provider's region and account take the pair, and no secret of a profile gets into state.
    await succeed(stack.up(profilesOnly));
    const made = places(emulator);
    const outputs = await stack.outputs();
    expect(made).toEqual({
      [`${emulator.accountId("emulator")}/cn-beijing/dev`]: outputs["beijing"],
      [`${emulator.accountId("emulator")}/cn-hangzhou/dev`]: outputs["ours"],
      [`${emulator.accountId("other")}/cn-hangzhou/dev`]: outputs["theirs"],
    });
    expect(await backendText(workspace)).not.toContain("s3cret-of");
    await succeed(stack.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"], profilesOnly));

    // With the accounts of two pairs swapped, destroy touches neither: the account that created a pair is kept in state.
    await stack.write(swapped);
    const swapping = await succeed(stack.up(profilesOnly));
    expect(swapping.text).toMatch(
      /warning: profile of the Provider ours changed\. If the new credentials belong to another account/,
    );
    expect(swapping.text).not.toMatch(/Provider beijing changed/);
    // The pair in Beijing, whose account is the same, may go already.
    emulator.clearCalls();
    const destroyed = await stack.destroy(profilesOnly);
    expect(destroyed.exitCode).not.toBe(0);
    expect(destroyed.text).toMatch(/was created by account \d+, but .* in use belong to account \d+/);
    const [ours, theirs] = ["emulator", "other"].map((name) => `${emulator.accountId(name)}/cn-hangzhou/dev`);
    expect(places(emulator)).toMatchObject({
      [String(ours)]: outputs["ours"],
      [String(theirs)]: outputs["theirs"],
    });
    expect((await stack.keyPairs()).map(({ urn }) => urn.split("::").at(-1))).toEqual(
      expect.arrayContaining(["ours", "theirs"]),
    );

    // The program that gives each its own account again destroys them.
    await stack.write(own);
    await succeed(stack.run(["destroy", "--run-program", "--yes", "--skip-preview"], profilesOnly));
    expect(deletes(emulator)).toEqual([
      "emulator in cn-beijing",
      "emulator in cn-hangzhou",
      "other in cn-hangzhou",
    ]);
    expect(emulator.keyPairs()).toEqual([]);
  });
});
