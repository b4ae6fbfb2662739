/** Projects of a reader: files from a page, the package installed beside them, and commands that run in their folder. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { withPlugin } from "./goPrograms";
import { withRunningInstances } from "./runningInstances";
import { shell } from "./shell";
import { environment, stackIn, type Stack } from "./stack";

/** The files of a project. */
export type Project = Readonly<Record<"Pulumi.yaml", string> & Record<string, string>>;

interface Fixtures {
  /** Makes a stack of a project that has these files, the package installed beside them. */
  openProject: (files: Project) => Promise<Stack>;
  /** Runs commands in a stack's folder, and fails the test where one of them fails. */
  runIn: (stack: Stack, commands: readonly string[]) => Promise<string>;
}

/** The part of a project's file that names the plugin beside it. */
export const plugins = `plugins:
  providers:
    - name: alicloud-keypair
      path: node_modules/pulumi-alicloud-keypair
`;

/** A test with projects of a reader. */
export const it = withRunningInstances.extend<Fixtures>({
  openProject: async ({ workspace }, use) => {
    const folders: string[] = [];
    await use(async (files) => {
      const programs = join(workspace.installed, "programs");
      await mkdir(programs, { recursive: true });
      const folder = await mkdtemp(join(programs, "reader-"));
      folders.push(folder);
      await symlink(join(workspace.installed, "node_modules"), join(folder, "node_modules"));
      for (const [name, text] of Object.entries(files)) {
        await writeFile(join(folder, name), text);
      }
      return stackIn(withPlugin(workspace), folder, { project: "reader", file: "Pulumi.yaml" });
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
  runIn: async ({ workspace }, use) => {
    await use(async (stack, commands) => {
      const { exitCode, text } = await shell(commands.join("\n"), {
        cwd: stack.folder,
        env: environment(workspace),
      });
      expect(exitCode, text).toBe(0);
      return text;
    });
  },
});
