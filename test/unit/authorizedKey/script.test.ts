/** The script in every shell against files made by hand, and what it is made of. */
import { beforeAll, describe, expect, it } from "vitest";
import { scriptFor } from "../../../provider/authorizedKey/script";
import { handMade } from "./handMade";
import { alice, bob, dave, fingerprint, ours } from "./keys";
import { isLinux, runAll, shells, type Result } from "./shells";

describe.skipIf(!isLinux).each(shells)("in $name", (shell) => {
  let results: readonly Result[] = [];
  beforeAll(async () => {
    results = await runAll(shell, handMade);
  }, 60_000);

  it.each(handMade.map((file, index) => ({ ...file, title: `${file.task.kind}: ${file.name}`, index })))(
    "$title",
    ({ index, before, after = before, keys, outcome = "done" }) => {
      const result = results[index];

      expect(result?.output).toMatch(/^pulumi-alicloud-keypair 1\n/);
      expect(result?.after).toBe(after);
      expect(result).toMatchObject({
        exitCode: 0,
        report: { isConfirmed: true, outcome, fingerprints: keys.map(fingerprint) },
      });
    },
  );
});

describe("a script", () => {
  it("is at most 18 KB in Base64, with two RSA keys of 4096 bits in it", () => {
    const [kind, base64 = ""] = bob.split(" ");
    const large = `${kind} ${base64.slice(0, 370)}${"A".repeat(354)}`;
    const text = scriptFor(
      { kind: "remove", publicKey: large, requires: large, onlyMarked: true, keepLast: true },
      "u".repeat(32),
    );

    expect(Buffer.from(text).toString("base64").length).toBeLessThan(18 * 1024);
  });

  it.each(["root", "ecs-user", "_apt", "svc$", "Admin.1"])("takes the user %s", (user) => {
    expect(scriptFor({ kind: "list" }, user)).toContain(`\nuser='${user}'\n`);
  });

  it.each(["", "1a", "-x", "a b", "a'b", "a\nb", "a$b", "../x", "root\n", "ä"])(
    "does not take the user %j",
    (user) => {
      expect(() => scriptFor({ kind: "list" }, user)).toThrow(RangeError);
    },
  );

  it.each([
    ["a comment", `${ours} me`],
    ["a newline", `${ours}\n`],
    ["a quote", ours.replace("A", "'")],
    ["an unknown kind", ours.replace("ed25519", "ed25520")],
    ["another kind's Base64", dave.replace("nistp521", "nistp256")],
    ["too little Base64", alice.slice(0, -4)],
    ["no Base64", "ssh-rsa"],
    ["a private key", "-----BEGIN OPENSSH PRIVATE KEY-----"],
  ])("does not take a key with %s, and does not quote it", (_, publicKey) => {
    const add = () => scriptFor({ kind: "add", publicKey }, "root");
    const remove = () =>
      scriptFor(
        { kind: "remove", publicKey: ours, requires: publicKey, onlyMarked: true, keepLast: true },
        "root",
      );

    expect(add).toThrow(/^a public key must be its type, one space, and Base64$/);
    expect(remove).toThrow(/^a public key must be its type, one space, and Base64$/);
  });
});
