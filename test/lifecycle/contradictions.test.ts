/** The provider under every reading of the API's documents that bears on it, and under listings that lag. */
import { createPublicKey } from "node:crypto";
import { describe, expect, vi } from "vitest";
import { inputs, it as base } from "./fixtures";

const dev = inputs({ keyPairName: "dev" });

describe.for([
  [{ privateKeyForm: "pkcs1", privateKeyArmor: "none" }, "RSA PRIVATE KEY"],
  [{ privateKeyForm: "pkcs8", privateKeyArmor: "none" }, "PRIVATE KEY"],
  [{ privateKeyForm: "pkcs8", privateKeyArmor: "pem" }, "PRIVATE KEY"],
] as const)("where ECS answers a key as %j", ([readings, label]) => {
  base.extend({ readings })("state holds a PEM with its armour and one final newline", async ({ host }) => {
    const { outs } = await host.create(dev);

    const pem = String(outs["privateKey"]);
    expect(pem).toMatch(new RegExp(`^-----BEGIN ${label}-----\\n[\\s\\S]+\\n-----END ${label}-----\\n$`));
    expect(createPublicKey(pem).asymmetricKeyType).toBe("rsa");
  });
});

describe.for(["md5", "md5-colons", "sha1-colons"] as const)(
  "where a fingerprint is %s",
  (fingerprintForm) => {
    base.extend({ readings: { fingerprintForm } })("a refresh shows no difference", async ({ host }) => {
      const { id, outs } = await host.create(dev);

      const { props } = await host.read(id, outs);

      expect(await host.diff(props, dev)).toMatchObject({ changes: false });
    });
  },
);

describe.concurrent("where ECS keeps deleted names reserved", () => {
  const it = base.extend({ readings: { deletedNames: "reserved" } });

  it("a fixed name waits visibly, then says what stays pending and how to avoid it", async ({ host }) => {
    const { id, outs } = await host.create(dev);
    await host.delete(id, outs);

    const created = host.create({ ...dev, customTimeouts: { create: "3s" } });

    await expect(created).rejects.toThrow(
      /timed out after 3s[\s\S]*later to continue[\s\S]*generated name[\s\S]*still pending in state[\s\S]*still accept its key/,
    );
    expect(host.messages.map((message) => message.text).join("\n")).toMatch(
      /keeps its name reserved.*Waiting for it/,
    );
  });
});

describe.concurrent("where deleting a missing name is refused", () => {
  base.extend({ readings: { missingNameDeletion: "refused" } })(
    "a pair that goes between the look and the delete counts as deleted",
    async ({ host, emulator }) => {
      const { id, outs } = await host.create(dev);
      emulator.faults.add({ kind: "delay", action: "DescribeKeyPairs", answerDelayMs: 2_000, calls: 1 });
      const isLooking = () => emulator.calls().some((call) => call.action === "DescribeKeyPairs");

      const deleted = host.delete(id, outs);
      await vi.waitUntil(isLooking, { timeout: 20_000 });
      emulator.removeKeyPair("cn-hangzhou", "dev");

      await expect(deleted).resolves.toBeUndefined();
    },
  );
});

describe.concurrent("where a taken name is malformed", () => {
  base.extend({ readings: { takenName: "malformed" } })(
    "a foreign pair is named, and a lost one is found all the same",
    async ({ host, emulator }) => {
      await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "theirs" });
      await expect(host.create(inputs({ keyPairName: "theirs" }))).rejects.toThrow(/already exists/);
      emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });
      emulator.setConditions({ newKeyPairLagMs: 1_500 });

      const { outs } = await host.create(dev);

      const ours = emulator.keyPairs().filter((pair) => pair.keyPairName === "dev");
      expect(ours.map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
    },
  );
});

describe.concurrent("where listings lag", () => {
  base(
    "a lost pair that does not show at once is found by its tag, and no pair too many is left",
    async ({ host, emulator }) => {
      emulator.setConditions({ newKeyPairLagMs: 2_000 });
      emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });

      const { outs } = await host.create(inputs());

      expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
    },
  );

  base(
    "a lost pair whose tags do not show at once is not taken for a foreign one",
    async ({ host, emulator }) => {
      emulator.setConditions({ tagLagMs: 2_000 });
      emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });

      const { outs } = await host.create(dev);

      expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
    },
  );
});
