// Makes an instance beside its key pair, and runs a command on it. Both providers take region and credentials from the same
// configuration: `alicloud:region` and the environment.
import * as ecs from "@pulumi/alicloud/ecs";
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const config = new pulumi.Config();

const dev = new alicloud.KeyPair("dev");

const instance = new ecs.Instance("dev", {
  imageId: config.require("imageId"), // a Linux image: key pairs are for those alone
  instanceType: config.require("instanceType"),
  securityGroups: config.requireObject<string[]>("securityGroups"),
  vswitchId: config.require("vswitchId"),
  internetMaxBandwidthOut: 5,
  keyName: dev.keyPairName,
});

const uptime = new remote.Command("uptime", {
  connection: {
    host: instance.publicIp,
    user: "root",
    // Undefined for a key of your own alone (publicKey, adopt).
    privateKey: dev.privateKey.apply((privateKey) => privateKey ?? ""),
  },
  create: "uptime",
});

export const keyPairName = dev.keyPairName;
export const publicIp = instance.publicIp;
export const answer = uptime.stdout;
