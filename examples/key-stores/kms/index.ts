// Puts the private key of a key pair into a secret of Alibaba Cloud KMS, for programs on instances and for ACK clusters.
//
//   pulumi config set rotation 2026-11
//   pulumi config set kmsInstanceId kst-hzz65f176a0ogplgq***
//   pulumi config set encryptionKeyId key-hzz62f1cb66fa42qo***
import * as kms from "@pulumi/alicloud/kms";
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const config = new pulumi.Config();

const deploy = new alicloud.KeyPair("deploy", {}, { replacementTrigger: config.require("rotation") });

const privateKey = deploy.privateKey.apply((key) => {
  if (key === undefined) throw new Error("The key pair deploy has no private key");
  return key;
});

const secret = new kms.Secret("deploy", {
  secretName: "deploy-ssh-key",
  secretData: privateKey,
  // KMS refuses another value under a version that it has: each key is a version of its own.
  versionId: deploy.fingerPrint.apply((fingerprint) => fingerprint.replaceAll(":", "")),
  dkmsInstanceId: config.require("kmsInstanceId"),
  encryptionKeyId: config.require("encryptionKeyId"),
});

export const keyPairName = deploy.keyPairName;
export const secretArn = secret.arn;
