/** Cloud Assistant on the run's instance: what a restart did to the authorized keys of root is read, and undone, by scripts. */
import { valueAt } from "../../emulator/contract/judge";
import type { Service } from "./service";

/** How a script ended. */
export interface ScriptEnd {
  readonly succeeded: boolean;
  readonly output: string;
  /** Cloud Assistant's status, or the code with which the call was refused. */
  readonly status: string;
}

const runningStatuses = ["", "Pending", "Running", "Scheduled", "Stopping"];
const mostLooks = 60;

/** Whether Cloud Assistant says that its agent on an instance runs. */
export async function agentRuns(service: Service, instanceId: string): Promise<boolean> {
  const parameters = { RegionId: service.regionId, "InstanceId.1": instanceId };
  const { body } = await service.ask("DescribeCloudAssistantStatus", parameters);
  const path = "InstanceCloudAssistantStatusSet.InstanceCloudAssistantStatus.0.CloudAssistantStatus";
  return String(valueAt(body, path)).toLowerCase() === "true";
}

/** Waits until the agent runs; false if it still does not after a while. */
export async function agentReturns(service: Service, instanceId: string): Promise<boolean> {
  for (let look = 0; look < mostLooks; look++) {
    if (await agentRuns(service, instanceId)) return true;
    await service.pause();
  }
  return false;
}

/** Runs a script as root and waits for its end. */
export async function runScript(service: Service, instanceId: string, script: string): Promise<ScriptEnd> {
  const { regionId } = service;
  const sent = await service.ask("RunCommand", {
    RegionId: regionId,
    Type: "RunShellScript",
    Name: "pulumi-alicloud-keypair-conformance",
    CommandContent: Buffer.from(script).toString("base64"),
    ContentEncoding: "Base64",
    // The agent itself has no home folder.
    WorkingDir: "/",
    "InstanceId.1": instanceId,
  });
  const InvokeId = valueAt(sent.body, "InvokeId");
  if (typeof InvokeId !== "string")
    return { succeeded: false, output: "", status: sent.code ?? "no InvokeId" };
  for (let look = 0; look < mostLooks; look++) {
    const { body } = await service.ask("DescribeInvocationResults", { RegionId: regionId, InvokeId });
    const result = valueAt(body, "Invocation.InvocationResults.InvocationResult.0");
    const status = textAt(result, "InvocationStatus");
    if (!runningStatuses.includes(status)) {
      const output = Buffer.from(textAt(result, "Output"), "base64").toString("utf8");
      return { succeeded: status === "Success", output, status };
    }
    await service.pause();
  }
  return { succeeded: false, output: "", status: "no result" };
}

function textAt(value: unknown, path: string): string {
  const text = valueAt(value, path);
  return typeof text === "string" ? text : "";
}

/** The scripts of one run, which work on the authorized keys of root. */
export interface KeyFileScripts {
  /** Keeps a copy of the file, and adds a line of the run's own. */
  readonly prepare: string;
  /** Prints `kept` if that line is still there, and `added` if the key pair's key is there. */
  readonly look: string;
  /** Puts the copy back, if there is one. */
  readonly restore: string;
}

/** @returns the scripts of a run. */
export function keyFileScripts(runId: string, publicKey: string, addedKey: string): KeyFileScripts {
  const file = `set -e
umask 077
home=$(getent passwd root | cut -d: -f6)
file=$home/.ssh/authorized_keys
copy=$file.conformance-${runId}
`;
  return {
    prepare: `${file}mkdir -p "$home/.ssh"
[ -e "$file" ] || : > "$file"
cp -p "$file" "$copy"
printf '\\n%s\\n' '${addedKey} conformance-${runId}' >> "$file"
`,
    look: `${file}if grep -qF '${addedKey}' "$file"; then echo kept; fi
if grep -qF '${publicKey}' "$file"; then echo added; fi
`,
    restore: `${file}if [ -e "$copy" ]; then
  cat "$copy" > "$file"
  rm -f "$copy"
fi
`,
  };
}
