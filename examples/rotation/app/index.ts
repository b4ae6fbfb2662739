// Binds the current pair of the project keys for the next start of instances, and puts its key on those that run.
//
//   pulumi config set --path 'instanceIds[0]' i-bp1g6zv0ce8oghu7k***
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const instanceIds = new pulumi.Config().requireObject<string[]>("instanceIds");
const keys = new pulumi.StackReference(`${pulumi.getOrganization()}/keys/${pulumi.getStack()}`);

const bound = new alicloud.KeyPairAttachment("deploy", {
  keyPairName: keys.requireOutput("keyPairName"),
  instanceIds,
});

const authorized = new alicloud.AuthorizedKey(
  "deploy",
  { publicKey: keys.requireOutput("publicKey"), instanceIds },
  { dependsOn: bound },
);

export const instances = authorized.instances;
export const privateKey = keys.requireOutput("privateKey"); // stays secret
