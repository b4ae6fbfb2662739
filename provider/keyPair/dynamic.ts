/** The key pair on the dynamic host. State refers to this module for ever as `require("pulumi-alicloud-keypair/dynamic")`. */
import { dynamicProvider } from "../dynamic/provider";

const provider = dynamicProvider("KeyPair");

export = provider;
