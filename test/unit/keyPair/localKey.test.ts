/** Keys generated on this machine, checked against ssh-keygen. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { generateKey } from "../../../provider/keyPair/localKey";
import { publicHalf } from "../../../provider/sshKey/privateKey";
import { shapeOf, type KeyShape } from "../../../provider/sshKey/shape";
import { onPosix } from "../posix";

const folder = mkdtempSync(join(tmpdir(), "keypair-local-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const shapes: KeyShape[] = [
  { algorithm: "RSA", rsaBits: 2048 },
  { algorithm: "RSA", rsaBits: 3072 },
  { algorithm: "ECDSA", ecdsaCurve: "P256" },
  { algorithm: "ECDSA", ecdsaCurve: "P384" },
  { algorithm: "ECDSA", ecdsaCurve: "P521" },
  { algorithm: "ED25519" },
];

describe("a local key", () => {
  it.for(shapes)(
    "of shape %j has the public half that ssh-keygen derives, and a readable shape",
    async (shape, { skip }) => {
      onPosix("file modes", skip);

      const { privateKey, publicKey } = await generateKey(shape);

      const file = join(folder, "key");
      writeFileSync(file, privateKey, { mode: 0o600 });
      const derived = execFileSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
      expect(derived.split(" ").slice(0, 2).join(" ").trim()).toBe(publicKey.openSsh);
      expect(publicHalf(privateKey)).toEqual(publicKey);
      expect(shapeOf(publicKey)).toEqual(shape);
      expect(privateKey.endsWith("-----\n")).toBe(true);
      rmSync(file);
    },
  );

  it.each([
    [{ algorithm: "ED25519" }, "OPENSSH PRIVATE KEY"],
    [{ algorithm: "ECDSA" }, "PRIVATE KEY"],
    [{}, "PRIVATE KEY"],
  ] as const)("%j is in %s format", async (shape, label) => {
    const { privateKey } = await generateKey(shape);

    expect(privateKey).toMatch(new RegExp(`^-----BEGIN ${label}-----\\n`));
  });
});
