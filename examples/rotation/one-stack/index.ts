// A new value of `rotation` rotates the key pair of running instances in one `pulumi up`: the new pair is created; it is bound
// for the next start; its key is added on every instance and read back; the old key is removed; the old pair is deleted.
//
//   pulumi config set rotation 2026-11
//   pulumi config set --path 'instanceIds[0]' i-bp1g6zv0ce8oghu7k***
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const config = new pulumi.Config();
const instanceIds = config.requireObject<string[]>("instanceIds");

// No keyPairName: under a generated name, the new pair exists before the old one is deleted.
const deploy = new alicloud.KeyPair("deploy", {}, { replacementTrigger: config.require("rotation") });

const bound = new alicloud.KeyPairAttachment("deploy", { keyPairName: deploy.keyPairName, instanceIds });

// After the new pair is bound: a restart in the middle of a rotation can't bring the old key back then.
const authorized = new alicloud.AuthorizedKey(
  "deploy",
  { publicKey: deploy.publicKey, instanceIds },
  { dependsOn: bound },
);

export const keyPairName = deploy.keyPairName;
export const privateKey = deploy.privateKey; // secret
export const instances = authorized.instances;
