/** The key pair on the dynamic host, to which state refers forever as `require("pulumi-alicloud-keypair/dynamic")`. */
import { dynamicProvider } from "../dynamic/provider";

const provider = dynamicProvider("KeyPair");

export = provider;
