// Keeps one key pair for each generation. A first change adds a generation: the project app moves its instances to it at its next `up`.
// A second change, after that, removes the old generation.
//
//   pulumi config set --path 'generations[0]' 2026-11
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";

const generations = new pulumi.Config().requireObject<string[]>("generations"); // oldest first
const pairs = generations.map((generation) => new alicloud.KeyPair(`deploy-${generation}`));
const current = pairs[pairs.length - 1];

export const keyPairName = current?.keyPairName;
export const publicKey = current?.publicKey;
export const privateKey = current?.privateKey; // secret
