/** Stacks of programs in every language of the plugin. */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "./languagePrograms";
import { it as base } from "./languages";
import { plugins, stackIn, type Stack } from "./stack";

interface Fixtures {
  /** Makes a folder for a program and a stack in it; the folder goes with the test. */
  openFolder: (
    project: string,
    file: string,
    fill: (folder: string, installed: string) => Promise<void>,
  ) => Promise<Stack>;
  openExample: (name: string, file: string) => Promise<Stack>;
  openProgram: (language: Language, program: string) => Promise<Stack>;
}

/** A test with all languages at hand. */
export const it = base.extend<Fixtures>({
  openFolder: async ({ workspace, languages }, use) => {
    const programs = join(workspace.installed, "programs");
    const folders: string[] = [];
    await use(async (project, file, fill) => {
      await mkdir(programs, { recursive: true });
      const folder = await mkdtemp(join(programs, `${project}-`));
      folders.push(folder);
      await fill(folder, workspace.installed);
      const env = { ...workspace.env, ...languages };
      return stackIn({ ...workspace, env }, folder, { project, file });
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
  openExample: async ({ openFolder }, use) => {
    await use((name, file) =>
      openFolder(name, file, async (folder, installed) => {
        const filter = (path: string): boolean => !path.includes("node_modules");
        await cp(join("examples", name), folder, { recursive: true, filter });
        await symlink(join(installed, "node_modules"), join(folder, "node_modules"));
      }),
    );
  },
  openProgram: async ({ openFolder }, use) => {
    await use(({ name, file, runtime }, program) =>
      openFolder(name, file, async (folder) => {
        const project = `name: ${name}\nruntime: ${runtime}\n${plugins}`;
        const manifest = JSON.stringify({ name, main: file, private: true });
        await writeFile(join(folder, "Pulumi.yaml"), project);
        await writeFile(join(folder, "package.json"), manifest);
        await writeFile(join(folder, file), program);
      }),
    );
  },
});
