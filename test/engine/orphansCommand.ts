/** The command `orphans` on a stack's export, as a person pipes it. */
import { runCommand, type CommandEnd } from "../lifecycle/command";
import { succeed, type Stack, type Workspace } from "./stack";

/** `pulumi stack export | pulumi-alicloud-keypair orphans` */
export async function orphans(
  stack: Stack,
  { installed, folder, env }: Workspace,
  ...args: readonly string[]
): Promise<CommandEnd> {
  const { stdout } = await succeed(stack.run(["stack", "export"]));
  return runCommand(["orphans", ...args], { installed, env: { HOME: folder, ...env }, stdin: stdout });
}
