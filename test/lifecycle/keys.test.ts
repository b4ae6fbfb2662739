/** Keys that ECS does not make, on the real host process: given by the program, and made on this machine. */
import { generateKeyPairSync } from "node:crypto";
import { parsePrivateKey, parseKey } from "sshpk";
import { describe, expect } from "vitest";
import { inputs, it } from "./fixtures";

function openSsh(type: "rsa" | "ed25519"): string {
  const { publicKey } =
    type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519");
  const spki = publicKey.export({ type: "spki", format: "pem" }).toString();
  return parseKey(spki, "pem").toString("ssh").split(" ").slice(0, 2).join(" ");
}

const given = openSsh("rsa");
const withKey = inputs({ keyPairName: "dev", publicKey: `${given} me@home` });

describe.concurrent("a public key of the program's", () => {
  it("is imported, and there is no private key", async ({ host, emulator }) => {
    const { outs } = await host.create(withKey);

    expect(emulator.keyPairs()[0]?.publicKey).toBe(given);
    expect(outs).toMatchObject({ publicKey: given, fingerPrint: emulator.keyPairs()[0]?.fingerPrint });
    expect(outs).not.toHaveProperty("privateKey");
  });

  it("is not imported twice when the answer is lost", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "ImportKeyPair", calls: 1 });

    const { outs } = await host.create(withKey);

    expect(emulator.calls().filter((call) => call.action === "ImportKeyPair")).toHaveLength(1);
    expect(emulator.keyPairs()[0]?.tags["pulumi-alicloud-keypair:attempt"]).toBe(outs["attempt"]);
  });

  it("replaces the pair when it changes, deleting first under a fixed name, and not for a comment", async ({
    host,
  }) => {
    const { outs } = await host.create(withKey);

    const other = await host.diff(outs, { ...withKey, publicKey: openSsh("rsa") });
    const comment = await host.diff(outs, { ...withKey, publicKey: `  ${given} somebody@else\n` });
    const none = await host.diff(outs, inputs({ keyPairName: "dev" }));

    expect(other).toEqual({ changes: true, replaces: ["publicKey"], deleteBeforeReplace: true });
    expect(comment).toMatchObject({ changes: false });
    expect(none).toMatchObject({ replaces: ["publicKey"] });
  });

  it("of type ED25519 is sent with a note, and ECS's refusal is explained", async ({ host, emulator }) => {
    const args = inputs({ keyPairName: "dev", publicKey: openSsh("ed25519") });

    const { failures } = await host.check({}, args);

    expect(failures).toEqual([]);
    expect(host.messages[0]?.text).toMatch(/not ED25519/);
    await expect(host.create(args)).rejects.toThrow(
      /InvalidPublicKeyBody\.Malformed[\s\S]*Use an RSA or ECDSA key/,
    );
    expect(emulator.keyPairs()).toEqual([]);
  });

  it.for([
    ["cut off", given.slice(0, 60), /is not a valid key of type ssh-rsa/],
    ["of no form", "my key", /must be in OpenSSH format/],
    ["without a body", "ssh-rsa", /has no key after ssh-rsa/],
    ["that is private", "-----BEGIN RSA PRIVATE KEY-----\nMII", /is a private key/],
  ] as const)("%s is refused, without quoting it", async ([, publicKey, problem], { host }) => {
    const { failures } = await host.check({}, inputs({ publicKey }));

    expect(failures.map((failure) => failure.property)).toEqual([""]);
    expect(failures[0]?.reason).toMatch(problem);
    expect(failures[0]?.reason).not.toContain("MII");
  });
});

describe.concurrent("a local key", () => {
  it.for([
    [{}, "rsa", 3072],
    [{ rsaBits: 2048 }, "rsa", 2048],
    [{ algorithm: "ECDSA" }, "ecdsa", 256],
    [{ algorithm: "ECDSA", ecdsaCurve: "P384" }, "ecdsa", 384],
  ] as const)(
    "%j is made here, and only its public half is sent",
    async ([shape, type, size], { host, emulator }) => {
      const args = inputs({ keyPairName: "dev", keySource: "local", ...shape });

      const { outs } = await host.create(args);

      const key = parsePrivateKey(String(outs["privateKey"]), "pem");
      expect([key.type, key.size]).toEqual([type, size]);
      expect(emulator.keyPairs()[0]?.publicKey).toBe(outs["publicKey"]);
      expect(JSON.stringify(emulator.calls())).not.toContain("PRIVATE");
      expect(await host.diff(outs, args)).toMatchObject({ changes: false });
      expect((await host.read("dev", outs)).props["privateKey"]).toBe(outs["privateKey"]);
    },
  );

  it("of another shape, or made by ECS instead, replaces the pair; a shape left out does not", async ({
    host,
  }) => {
    const { outs } = await host.create(inputs({ keyPairName: "dev", keySource: "local", rsaBits: 2048 }));

    const diff = (args: Record<string, unknown>) => host.diff(outs, inputs({ keyPairName: "dev", ...args }));

    expect(await diff({ keySource: "local" })).toMatchObject({ changes: false });
    expect(await diff({ keySource: "local", rsaBits: 4096 })).toMatchObject({ replaces: ["rsaBits"] });
    expect(await diff({ keySource: "local", algorithm: "ECDSA" })).toMatchObject({ replaces: ["algorithm"] });
    expect(await diff({})).toMatchObject({ replaces: ["keySource"] });
  });

  it("survives a lost answer with the key that was made first", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "cutBody", action: "ImportKeyPair", calls: 1 });

    const { outs } = await host.create(inputs({ keySource: "local", rsaBits: 2048 }));

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
  });

  it.for([
    [{ keySource: "local", publicKey: given }, /keySource can't be combined with publicKey/],
    [{ algorithm: "RSA" }, /algorithm requires keySource: "local"/],
    [{ keySource: "local", algorithm: "DSA" }, /algorithm must be one of RSA, ECDSA, ED25519/],
    [{ keySource: "local", algorithm: "ECDSA", rsaBits: 2048 }, /rsaBits requires algorithm: "RSA"/],
    [{ keySource: "local", rsaBits: 1024 }, /rsaBits must be one of 2048, 3072, 4096/],
    [{ keySource: "cloud" }, /keySource must be one of ecs, local/],
  ] as const)("%# is refused when its arguments do not fit", async ([args, problem], { host }) => {
    const { failures } = await host.check({}, inputs({ ...args }));

    expect(failures.map((failure) => failure.reason).join("\n")).toMatch(problem);
  });
});
