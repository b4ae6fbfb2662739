// Makes an SSH key pair in ECS. The private key is an encrypted secret in this stack's state: later stacks read it from here.
import * as alicloud from "pulumi-alicloud-keypair";

const dev = new alicloud.KeyPair("dev", { keyPairName: "dev" });

export const keyPairName = dev.keyPairName;
export const fingerPrint = dev.fingerPrint;
export const publicKey = dev.publicKey;
export const privateKey = dev.privateKey; // secret
