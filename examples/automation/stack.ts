// A stack and its inline program, which Pulumi runs in this process.
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { join } from "node:path";
import * as alicloud from "pulumi-alicloud-keypair";
import * as native from "pulumi-alicloud-keypair/native";

export type Host = "dynamic" | "plugin";

// The project's folder, where Pulumi.yaml is: this file is compiled to dist. Both hosts find the package from there, and the settings
// of each stack stay there, its secrets provider too. By default all of that is in a temporary folder.
const workDir = join(__dirname, "..");

/** Creates the stack, or selects it if it exists. */
export function openStack(stackName: string, host: Host): Promise<Stack> {
  const program = async () => {
    const dev = host === "plugin" ? new native.KeyPair("dev") : new alicloud.KeyPair("dev");
    return { keyPairName: dev.keyPairName, privateKey: dev.privateKey };
  };
  return LocalWorkspace.createOrSelectStack({ stackName, projectName: "automation", program }, { workDir });
}
