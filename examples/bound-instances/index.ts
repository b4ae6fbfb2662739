// Binds a key pair to instances. A new value of `rotation` rotates it in one run: the new pair is created and bound, the instances
// are restarted one after another, and the old pair is deleted.
//
//   pulumi config set rotation 2026-11
//   pulumi config set --path 'instanceIds[0]' i-bp1g6zv0ce8oghu7k***
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const config = new pulumi.Config();

const deploy = new alicloud.KeyPair("deploy", {}, { replacementTrigger: config.require("rotation") });

const bound = new alicloud.KeyPairAttachment(
  "deploy",
  {
    keyPairName: deploy.keyPairName,
    instanceIds: config.requireObject<string[]>("instanceIds"),
    apply: "restart", // "later", the default, waits for each instance's next start
    restartBatchSize: 1,
  },
  { customTimeouts: { create: "1h", update: "1h" } }, // for all restarts together
);

export const keyPairName = deploy.keyPairName;
export const privateKey = deploy.privateKey; // secret
export const instances = bound.instances;
