/** Examples that run with Pulumi's mocks, beside the packages of providers that only this checkout has. */
import { execFile } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyExample, type Workspace } from "./stack";

const execute = promisify(execFile);

/**
 * Copies an example, type-checks it and compiles it to `compiled`.
 *
 * @param providers - the names of Pulumi's packages that it uses
 * @param mocked - a program that loads what was compiled
 * @returns the copy's folder
 */
export async function compileMocked(
  workspace: Workspace,
  example: string,
  providers: readonly string[],
  mocked: string,
): Promise<string> {
  const folder = await copyExample(workspace, example);
  await rm(join(folder, "node_modules"));
  await mkdir(join(folder, "node_modules/@pulumi"), { recursive: true });
  for (const name of providers) {
    const path = `node_modules/@pulumi/${name}`;
    await symlink(join(process.cwd(), path), join(folder, path));
  }
  const tsc = join(workspace.installed, "node_modules/typescript/bin/tsc");
  await execute(process.execPath, [tsc, "-p", folder, "--noEmit", "false", "--outDir", "compiled"], {
    cwd: folder,
  });
  await writeFile(join(folder, "mocked.js"), mocked);
  return folder;
}

/**
 * Runs the program of {@link compileMocked}. The linked packages find the installation's Pulumi SDK, as the example does, because a mock
 * of one version does not fit another; they find everything else in the checkout.
 *
 * @returns what it prints on stdout
 */
export async function runMocked(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await execute(process.execPath, ["--preserve-symlinks", "mocked.js", ...args], {
    cwd: folder,
    env: { ...process.env, NODE_PATH: join(process.cwd(), "node_modules"), ...env },
  });
  return stdout;
}
