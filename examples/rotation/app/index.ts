// Puts the current key of the project keys on running instances, and binds its pair for their next start.
//
//   pulumi config set --path 'instanceIds[0]' i-bp1g6zv0ce8oghu7k***
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const instanceIds = new pulumi.Config().requireObject<string[]>("instanceIds");
const keys = new pulumi.StackReference(`${pulumi.getOrganization()}/keys/${pulumi.getStack()}`);

const authorized = new alicloud.AuthorizedKey("deploy", {
  publicKey: keys.requireOutput("publicKey"),
  instanceIds,
});

new alicloud.KeyPairAttachment(
  "deploy",
  { keyPairName: keys.requireOutput("keyPairName"), instanceIds },
  { dependsOn: authorized },
);

export const instances = authorized.instances;
export const privateKey = keys.requireOutput("privateKey"); // stays secret
