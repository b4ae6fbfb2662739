/** Previews on the plugin: known values show, the rest is not known, and nothing is called. */
import { describe, expect } from "vitest";
import { secret } from "../lifecycle/plugin";
import { values } from "../lifecycle/rpc";
import { create, it, unknown, update } from "./fixtures";

const theirKey =
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=";

describe("the preview of a create", () => {
  it("shows the arguments and the region, and knows nothing of the key", async ({ plugin, emulator }) => {
    const response = await create(plugin, { keyPairName: "dev", tags: { team: "a" } }, true);

    expect(response.getId()).toBe("");
    expect(values(response.getProperties())).toEqual({
      keyPairName: "dev",
      regionId: "cn-hangzhou",
      tags: { team: "a" },
      fingerPrint: unknown,
      keyPairId: unknown,
      publicKey: unknown,
      publicKeyFingerprintSha256: unknown,
      privateKey: secret(unknown),
      accountId: unknown,
      attempt: unknown,
      owner: "project/stack/::dev",
    });
    expect(emulator.calls()).toEqual([]);
  });

  it("shows no name where create makes one", async ({ plugin }) => {
    const outputs = values((await create(plugin, {}, true)).getProperties());

    expect(outputs["keyPairName"]).toBe(unknown);
  });

  it("knows the public half of a key of the program's, which has no private half here", async ({
    plugin,
  }) => {
    const outputs = values(
      (await create(plugin, { publicKey: `${theirKey} me@home` }, true)).getProperties(),
    );

    expect(outputs["publicKey"]).toBe(theirKey);
    expect(outputs["publicKeyFingerprintSha256"]).toMatch(/^SHA256:/);
    expect(outputs).not.toHaveProperty("privateKey");
    expect(outputs).not.toHaveProperty("keyPairId");
  });

  it("is what the create then answers, wherever it is known", async ({ plugin }) => {
    const news = { keyPairName: "dev", tags: { team: "a" }, detachOnDelete: true };
    const preview = values((await create(plugin, news, true)).getProperties());

    const outputs = values((await create(plugin, news)).getProperties());

    expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(preview).toSorted());
    for (const [name, value] of Object.entries(preview)) {
      if (!JSON.stringify(value).includes(unknown)) {
        expect(outputs[name]).toEqual(value);
      }
    }
  });
});

describe("the preview of an update", () => {
  it("shows what the pair will be, its key included, without a call", async ({ plugin, emulator }) => {
    const olds = values((await create(plugin, { keyPairName: "dev", tags: { team: "a" } })).getProperties());
    emulator.clearCalls();

    const news = { keyPairName: "dev", tags: { team: unknown, more: "b" } };
    const outputs = values((await update(plugin, { olds, news, preview: true })).getProperties());

    expect(outputs).toEqual({ ...olds, tags: { team: unknown, more: "b" } });
    expect(emulator.calls()).toEqual([]);
  });

  it("shows no tags where the program has none any more", async ({ plugin }) => {
    const olds = values((await create(plugin, { keyPairName: "dev", tags: { team: "a" } })).getProperties());

    const outputs = values(
      (await update(plugin, { olds, news: { keyPairName: "dev" }, preview: true })).getProperties(),
    );

    expect(outputs).not.toHaveProperty("tags");
  });
});
