// Puts the private key of a key pair into HashiCorp Vault's key-value store, version 2.
//
//   pulumi config set rotation 2026-11
//   pulumi config set mount secret
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import * as alicloud from "pulumi-alicloud-keypair";

const config = new pulumi.Config();

const deploy = new alicloud.KeyPair("deploy", {}, { replacementTrigger: config.require("rotation") });

const privateKey = deploy.privateKey.apply((key) => {
  if (key === undefined) throw new Error("The key pair deploy has no private key");
  return key;
});

const secret = new vault.kv.SecretV2("deploy", {
  mount: config.require("mount"),
  name: "ssh/deploy",
  dataJson: pulumi.jsonStringify({ privateKey }),
  deleteAllVersions: true, // otherwise a destroy only marks the latest version as deleted
});

export const keyPairName = deploy.keyPairName;
export const secretPath = secret.path;
