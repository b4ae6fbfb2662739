// Reads the private key of another stack through a StackReference, and proves that this stack holds the private half: the
// public key derived from it is the one that ECS keeps.
import * as pulumi from "@pulumi/pulumi";
import { parsePrivateKey } from "sshpk";

const config = new pulumi.Config();
// On Pulumi Cloud: ORGANIZATION/dev-key/STACK. On other backends the organization is always "organization".
const keyStack = config.get("keyStack") ?? `${pulumi.getOrganization()}/dev-key/${pulumi.getStack()}`;

const keys = new pulumi.StackReference(keyStack);
const publicKey = keys.requireOutput("publicKey").apply(String);
const privateKey = keys.requireOutput("privateKey").apply(String); // stays secret

/** In OpenSSH's form, without a comment. */
function publicHalf(pem: string): string {
  const [type, body] = parsePrivateKey(pem, "pem").toPublic().toString("ssh").split(" ");
  return `${type} ${body}`;
}

export const keyPairName = keys.requireOutput("keyPairName");
// Whether it matches tells nothing about the key itself, so that it need not be secret.
export const holdsPrivateHalf = pulumi.unsecret(
  pulumi.all([publicKey, privateKey]).apply(([theirs, pem]) => publicHalf(pem) === theirs),
);
// Whatever is made of the key stays secret too.
export const usableKey = privateKey;
