// Puts the private key of a key pair into a secret of GitHub Actions, for the workflows of a repository.
//
//   pulumi config set rotation 2026-11
//   pulumi config set github:owner acme
//   pulumi config set repository infrastructure
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const config = new pulumi.Config();

const deploy = new alicloud.KeyPair("deploy", {}, { replacementTrigger: config.require("rotation") });

const privateKey = deploy.privateKey.apply((key) => {
  if (key === undefined) throw new Error("The key pair deploy has no private key");
  return key;
});

const secret = new github.ActionsSecret("deploy", {
  repository: config.require("repository"),
  secretName: "DEPLOY_SSH_KEY",
  value: privateKey, // the provider encrypts it for GitHub
});

export const keyPairName = deploy.keyPairName;
export const secretName = secret.secretName;
