/** The authorized key on the dynamic host, to which state refers forever as `require("pulumi-alicloud-keypair/dynamic/authorizedKey")`. */
import { dynamicProvider } from "../dynamic/provider";

const provider = dynamicProvider("AuthorizedKey");

export = provider;
