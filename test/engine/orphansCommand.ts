/** The command `orphans` beside a stack's backend, as a person runs it. */
import { runCommand, type CommandEnd } from "../lifecycle/command";
import { environment, type Workspace } from "./stack";

/** `pulumi-alicloud-keypair orphans` */
export function orphans(workspace: Workspace, ...args: readonly string[]): Promise<CommandEnd> {
  const { installed } = workspace;
  return runCommand(["orphans", ...args], { installed, env: environment(workspace), stdin: "" });
}
