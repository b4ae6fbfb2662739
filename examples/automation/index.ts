// Creates a key pair without Pulumi's command line, as a service would for each of its teams: a stack for each, on either host. The
// private key goes to a file that only its owner can read. `destroy` deletes the pair, the stack and the file.
//
//   npm start -- up STACK           on the dynamic host
//   npm start -- up STACK plugin    on the plugin
//   npm start -- destroy STACK
import type { OutputMap } from "@pulumi/pulumi/automation";
import { rename, rm, writeFile } from "node:fs/promises";
import { printProgress } from "./progress";
import { openStack, type Host } from "./stack";

async function up(stackName: string, host: Host): Promise<void> {
  const stack = await openStack(stackName, host);
  const { outputs } = await stack.up({ onEvent: printProgress });
  await writeKeyFile(keyFile(stackName), secretOf(outputs, "privateKey"));
  console.log(`${keyFile(stackName)} has the private key of ${outputs.keyPairName?.value}`);
}

async function destroy(stackName: string, host: Host): Promise<void> {
  const stack = await openStack(stackName, host);
  await stack.destroy({ onEvent: printProgress });
  await stack.workspace.removeStack(stackName);
  await rm(keyFile(stackName), { force: true });
}

function keyFile(stackName: string): string {
  return `${stackName}.pem`;
}

/** Values of outputs are plain here, with a flag beside them: printing `outputs` prints the key. */
function secretOf(outputs: OutputMap, name: string): string {
  const output = outputs[name];
  if (output?.secret !== true || typeof output.value !== "string") {
    throw new Error(`${name} is not a secret output`);
  }
  return output.value;
}

/** Writes a new file and renames it: a file that exists keeps its mode when it is overwritten. */
async function writeKeyFile(path: string, privateKey: string): Promise<void> {
  const unfinished = `${path}.tmp`;
  await rm(unfinished, { force: true });
  await writeFile(unfinished, privateKey, { mode: 0o600, flag: "wx" });
  await rename(unfinished, path);
}

const commands = new Map([
  ["up", up],
  ["destroy", destroy],
]);

async function main([command = "", stackName, host = "dynamic"]: readonly string[]): Promise<void> {
  const run = commands.get(command);
  if (run === undefined || stackName === undefined || (host !== "dynamic" && host !== "plugin")) {
    throw new Error("Usage: npm start -- up|destroy STACK [dynamic|plugin]");
  }
  await run(stackName, host);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
