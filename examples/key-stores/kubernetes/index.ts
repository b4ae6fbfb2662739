// Puts the private key of a key pair into a Secret of a Kubernetes cluster, for its pods.
//
//   pulumi config set rotation 2026-11
//   pulumi config set namespace ci
import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const config = new pulumi.Config();

const deploy = new alicloud.KeyPair("deploy", {}, { replacementTrigger: config.require("rotation") });

const privateKey = deploy.privateKey.apply((key) => {
  if (key === undefined) throw new Error("The key pair deploy has no private key");
  return key;
});

// No name: under a generated one, the Secret of a new key exists before that of the old one is deleted.
const secret = new core.Secret("deploy-ssh-key", {
  metadata: { namespace: config.require("namespace") },
  type: "kubernetes.io/ssh-auth",
  stringData: { "ssh-privatekey": privateKey },
});

export const keyPairName = deploy.keyPairName;
export const secretName = secret.metadata.name; // for the volumes of pods
