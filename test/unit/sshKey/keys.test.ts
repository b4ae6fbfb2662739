/** Key formats, checked against what ssh-keygen prints for the same keys. */
import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { armoured, publicHalf } from "../../../provider/sshKey/privateKey";
import { parsePublicKey } from "../../../provider/sshKey/publicKey";
import { onPosix } from "../posix";

const folder = mkdtempSync(join(tmpdir(), "keypair-keys-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs1 = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const pkcs8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

function bare(pem: string): string {
  return pem.replaceAll(/-----.*-----/g, "").replaceAll("\n", "");
}

function keygen(args: readonly string[], text: string): string {
  const file = join(folder, "key");
  writeFileSync(file, text, { mode: 0o600 });
  return execFileSync("ssh-keygen", [...args, "-f", file], { encoding: "utf8" }).trim();
}

describe("a PrivateKeyBody", () => {
  it.each([
    ["PKCS#1 with armour", pkcs1, pkcs1],
    ["PKCS#8 with armour", pkcs8, pkcs8],
    ["PKCS#1 without armour", bare(pkcs1), pkcs1],
    ["PKCS#8 without armour", bare(pkcs8), pkcs8],
    ["no final newline", pkcs1.trimEnd(), pkcs1],
    ["two final newlines", `${pkcs1}\n`, pkcs1],
    ["Windows line endings", pkcs8.replaceAll("\n", "\r\n"), pkcs8],
  ])("with %s becomes a PEM with one final newline, never re-encoded", (_, body, pem) => {
    expect(armoured(body)).toBe(pem);
  });

  it("that is not a key is kept unchanged", () => {
    expect(armoured("not a key")).toBe("not a key\n");
  });
});

describe("the public half", () => {
  // ssh-keygen reads a private key only from a file that nobody else can read.
  beforeEach(({ skip }) => {
    onPosix("file modes", skip);
  });

  it.each([
    ["PKCS#1", pkcs1],
    ["PKCS#8", pkcs8],
  ])("of %s is the one that ssh-keygen derives", (_, pem) => {
    expect(publicHalf(pem)?.openSsh).toBe(keygen(["-y"], pem));
  });

  it("of text that is not a key is undefined", () => {
    expect(publicHalf("not a key")).toBeUndefined();
  });
});

describe("a public key", () => {
  const openSsh = publicHalf(pkcs1)?.openSsh ?? "";

  it("has the fingerprint that ssh-keygen prints", () => {
    expect(keygen(["-l"], openSsh)).toContain(` ${parsePublicKey(openSsh)?.sha256} `);
  });

  it.each([
    ["a comment", `${openSsh} me@home`],
    ["white space around it", `  ${openSsh} \n`],
  ])("with %s is the same key", (_, text) => {
    expect(parsePublicKey(text)).toEqual(parsePublicKey(openSsh));
  });

  it("in a format other than OpenSSH's is not parsed", () => {
    const spki = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();

    expect(parsePublicKey(spki)).toBeUndefined();
  });
});
