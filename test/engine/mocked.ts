/** Programs that run with Pulumi's mocks, beside the packages of providers that only this checkout has. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * Runs a program in a folder whose `node_modules` links to packages of the checkout. These find the installation's Pulumi SDK, as the
 * program does, because a mock of one version does not fit another; they find everything else in the checkout.
 *
 * @returns what it prints on stdout
 */
export async function runMocked(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await execute(process.execPath, ["--preserve-symlinks", ...args], {
    cwd: folder,
    env: { ...process.env, NODE_PATH: join(process.cwd(), "node_modules"), ...env },
  });
  return stdout;
}
