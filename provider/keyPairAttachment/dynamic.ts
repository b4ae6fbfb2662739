/** The attachment on the dynamic host, to which state refers forever as `require("pulumi-alicloud-keypair/dynamic/keyPairAttachment")`. */
import { dynamicProvider } from "../dynamic/provider";

const provider = dynamicProvider("KeyPairAttachment");

export = provider;
