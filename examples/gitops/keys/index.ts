// Makes the key pair that the stacks of the project app use, and replaces it when its rotation changes.
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const config = new pulumi.Config();

const deploy = new alicloud.KeyPair(
  "deploy",
  // A rotation deletes the old pair before the project app has bound its instances to the new one.
  { detachOnDelete: true },
  // No keyPairName: under a generated name the new pair is there before the old one goes.
  { replacementTrigger: config.require("rotation") },
);

export const keyPairName = deploy.keyPairName;
export const publicKey = deploy.publicKey;
export const privateKey = deploy.privateKey; // secret
