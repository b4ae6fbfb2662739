/** Secrets, outputs and unknowns on the plugin: none is lost, and none is shown. */
import { describe, expect } from "vitest";
import { isSecret, secret, signatureKey } from "../lifecycle/plugin";
import { initFailed, values } from "../lifecycle/rpc";
import { check, create, it, read, unknown, update } from "./fixtures";

const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

describe("the private key", () => {
  it("is a secret in the answer of create, of update and of read", async ({ plugin }) => {
    const news = { keyPairName: "dev" };
    const created = values((await create(plugin, news)).getProperties());
    const updated = values(
      (await update(plugin, { olds: created, news: { ...news, detachOnDelete: true } })).getProperties(),
    );

    const seen = values((await read(plugin, "dev", updated)).getProperties());

    for (const outputs of [created, updated, seen]) {
      expect(isSecret(outputs["privateKey"])).toBe(true);
    }
    expect(seen["privateKey"]).toEqual(created["privateKey"]);
  });

  it("is a secret in what is left of an operation that failed halfway", async ({ plugin, emulator }) => {
    const olds = values((await create(plugin, { keyPairName: "dev" })).getProperties());
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action: "TagResources" });

    const failure: unknown = await update(plugin, {
      olds,
      news: { keyPairName: "dev", tags: { team: "a" } },
    }).catch((error: unknown) => error);

    const failed = initFailed(failure);
    expect(failed?.getId()).toBe("dev");
    expect(failed?.getReasonsList()).toEqual([
      expect.stringMatching(/could not be fully configured[\s\S]*Forbidden\.RAM/),
    ]);
    expect(values(failed?.getProperties())).toEqual(olds);
  });

  it("is written nowhere by the process", async ({ plugin }) => {
    const { outs } = await plugin.create({ keyPairName: "dev" });
    await plugin.read("dev", outs);
    await plugin.delete("dev", outs);

    const body = String(outs["privateKey"]).split("\n")[1] ?? "";
    expect(body).not.toBe("");
    expect(plugin.output()).not.toContain(body);
    expect(JSON.stringify(plugin.messages)).not.toContain(body);
  });
});

describe("secret arguments", () => {
  it("stay secret through check and create, at any depth", async ({ plugin, emulator }) => {
    const news = {
      keyPairName: "dev",
      tags: { team: secret("a"), plain: "b" },
      detachOnDelete: secret(true),
    };

    const checked = values((await check(plugin, { news })).getInputs());
    const outputs = values((await create(plugin, checked)).getProperties());

    expect(checked).toMatchObject(news);
    expect(outputs["tags"]).toEqual(secret({ team: "a", plain: "b" }));
    expect(outputs["detachOnDelete"]).toEqual(secret(true));
    expect(emulator.keyPairs()[0]?.tags).toMatchObject({ team: "a", plain: "b" });
  });

  it("are named in the reason alone, as the engine prints the value of a property that is", async ({
    plugin,
  }) => {
    const checked = await check(plugin, { news: { keyPairName: secret("1 s3cret"), regionId: "no region" } });

    const failures = checked.getFailuresList().map((failure) => failure.toObject());
    expect(failures).toEqual([
      { property: "", reason: expect.stringMatching(/^keyPairName must start with a letter/) as string },
      { property: "", reason: expect.stringMatching(/^regionId must be a region id/) as string },
    ]);
    expect(JSON.stringify(failures)).not.toContain("s3cret");
  });

  it("are read out of outputs too", async ({ plugin, emulator }) => {
    const output = (fields: Record<string, unknown>): Record<string, unknown> => ({
      [signatureKey]: outputSignature,
      ...fields,
    });

    const outputs = values(
      (
        await create(plugin, {
          keyPairName: output({ value: "dev", dependencies: ["urn:pulumi:s::p::t::n"] }),
          tags: output({ value: { team: output({ value: "a", secret: true }) } }),
        })
      ).getProperties(),
    );

    expect(outputs["keyPairName"]).toBe("dev");
    expect(outputs["tags"]).toEqual(secret({ team: "a" }));
    expect(emulator.keyPairs()[0]?.tags["team"]).toBe("a");
  });
});

describe("what is not known yet", () => {
  it.for([
    ["a text", unknown],
    ["a boolean", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"],
    ["a number", "3eeb2bf0-c639-47a8-9e75-3b44932eb421"],
    ["an object", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"],
    ["an output without a value", { [signatureKey]: outputSignature }],
    ["a secret", secret(unknown)],
  ] as const)("passes check as %s", async ([, value], { plugin }) => {
    const news = {
      keyPairName: value,
      detachOnDelete: value,
      rsaBits: value,
      keySource: "local",
      tags: { team: value },
    };

    const checked = await check(plugin, { news });

    expect(checked.getFailuresList()).toEqual([]);
    expect(values(checked.getInputs())).toMatchObject(news);
  });
});
