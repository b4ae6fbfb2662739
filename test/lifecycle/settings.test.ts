/** Settings on the real dynamic host, which sees two namespaces of the stack configuration and the CLI's own file. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { inputs, it as base } from "./fixtures";

const dev = inputs({ keyPairName: "dev" });
const noKey = { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" };

const it = base.extend<{ writeProfiles: (content: string) => Promise<string> }>({
  writeProfiles: async ({ home }, use) => {
    await use(async (content) => {
      const file = join(home, ".aliyun", "config.json");
      await mkdir(join(home, ".aliyun"));
      await writeFile(file, content);
      return file;
    });
  },
});

describe("an access key in stack configuration", () => {
  it("is never completed from the other namespace: the error names both places", async ({
    startHost,
    emulator,
  }) => {
    const config = { "alicloud-keypair:accessKey": "emulator", "alicloud:secretKey": "emulator" };
    const host = await startHost({ env: noKey, config });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(
      /alicloud-keypair:accessKey is set, but its secret key is only in alicloud:secretKey\. Set both in the same place/,
    );
    expect(emulator.calls()).toEqual([]);
  });

  it("leaves the other namespace's region in force", async ({ startHost, emulator }) => {
    const key = { "alicloud-keypair:accessKey": "other", "alicloud-keypair:secretKey": "other" };
    const vendors = { "alicloud:accessKey": "emulator", "alicloud:region": "cn-beijing" };
    const host = await startHost({ env: noKey, config: { ...key, ...vendors } });

    const { outs } = await host.create(dev);

    expect(outs["regionId"]).toBe("cn-beijing");
    expect(emulator.keyPairs("other")).toHaveLength(1);
  });
});

describe("a CLI's file that can't be used", () => {
  it("does not matter where the environment has a key and a region", async ({ startHost, writeProfiles }) => {
    await writeProfiles("not JSON");
    const host = await startHost();

    await expect(host.create(dev)).resolves.toMatchObject({ id: "dev" });
  });

  it("shows where neither a region nor credentials come from elsewhere", async ({
    startHost,
    writeProfiles,
  }) => {
    const file = await writeProfiles("not JSON");
    const host = await startHost({ env: { ...noKey, ALICLOUD_REGION: "" } });

    const { failures } = await host.check({}, inputs());
    const created = host.create(inputs({ keyPairName: "dev", regionId: "cn-hangzhou" }));

    expect(failures[0]?.reason).toMatch(/^no region is set/);
    expect(failures[0]?.reason).toContain(`(not used: ${file} is not JSON`);
    await expect(created).rejects.toThrow(`the aliyun CLI's profile file (${file} is not JSON`);
  });
});

describe("a profile of mode External", () => {
  const accounts = [{ accessKeyId: "vault", accessKeySecret: "s3cret-of-vault" }];

  it.extend({ accounts })(
    "creates a key pair with the key that its program prints, and nothing of it is kept or shown",
    async ({ startHost, writeProfiles, home, emulator }) => {
      const program = join(home, "my program.cjs");
      const printed = { mode: "AK", access_key_id: "vault", access_key_secret: "s3cret-of-vault" };
      await writeFile(program, `console.log(JSON.stringify(${JSON.stringify(printed)}));`);
      const process_command = `'${process.execPath}' "${program}" --token s3cret-argument`;
      const profile = { name: "default", mode: "External", region_id: "cn-beijing", process_command };
      const content = JSON.stringify({ current: "default", profiles: [profile] });
      const file = await writeProfiles(content);
      const host = await startHost({ env: { ...noKey, ALICLOUD_REGION: "" } });

      const { id, outs } = await host.create(dev);

      expect(emulator.keyPairs("vault").map(({ regionId, keyPairName }) => [regionId, keyPairName])).toEqual([
        ["cn-beijing", id],
      ]);
      expect(JSON.stringify([outs, host.messages, host.output()])).not.toMatch(/s3cret|my program/);
      expect(await readFile(file, "utf8")).toBe(content);
    },
  );
});
