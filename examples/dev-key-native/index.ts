// Makes an SSH key pair in ECS over the provider plugin, which lets a program choose region and account by a Provider.
import * as alicloud from "pulumi-alicloud-keypair/native";

const hangzhou = new alicloud.Provider("hz", { region: "cn-hangzhou" });
const dev = new alicloud.KeyPair("dev", { keyPairName: "dev" }, { provider: hangzhou });

export const keyPairName = dev.keyPairName;
export const fingerPrint = dev.fingerPrint;
export const publicKey = dev.publicKey;
export const privateKey = dev.privateKey; // secret
