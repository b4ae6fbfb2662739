// Reads the private key of another stack through a StackReference, and proves that this stack holds the private half: the
// public key derived from it is the one that ECS keeps.
import { createPublicKey } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
// On Pulumi Cloud: ORGANIZATION/dev-key/STACK. On other backends the organization is always "organization".
const keyStack = config.get("keyStack") ?? `${pulumi.getOrganization()}/dev-key/${pulumi.getStack()}`;

const keys = new pulumi.StackReference(keyStack);
const publicKey = keys.requireOutput("publicKey").apply(String);
const privateKey = keys.requireOutput("privateKey").apply(String); // stays secret

/** The base64 text of an OpenSSH public key is three fields, each with its length in front: the type, e and n. */
function openSshRsa(pem: string): string {
  const { e, n } = createPublicKey(pem).export({ format: "jwk" });
  const number = (text = ""): Buffer => {
    const bytes = Buffer.from(text, "base64url");
    return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  };
  const fields = [Buffer.from("ssh-rsa"), number(e), number(n)].flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return `ssh-rsa ${Buffer.concat(fields).toString("base64")}`;
}

export const keyPairName = keys.requireOutput("keyPairName");
// Whether it matches tells nothing about the key itself, so that it need not be secret.
export const holdsPrivateHalf = pulumi.unsecret(
  pulumi.all([publicKey, privateKey]).apply(([theirs, pem]) => openSshRsa(pem) === theirs),
);
// Whatever is made of the key stays secret too.
export const usableKey = privateKey;
