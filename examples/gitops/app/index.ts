// Takes the key pair that the project keys made for the stack of this name.
import * as pulumi from "@pulumi/pulumi";

const keys = new pulumi.StackReference(`${pulumi.getOrganization()}/keys/${pulumi.getStack()}`);

export const keyPairName = keys.requireOutput("keyPairName"); // the keyName of instances that are made here
export const privateKey = keys.requireOutput("privateKey"); // stays secret
