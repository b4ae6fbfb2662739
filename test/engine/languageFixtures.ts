/** Stacks of programs in every language of the plugin. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "./languagePrograms";
import { it as base } from "./languages";
import { copyExample, plugins, stackIn, type Stack } from "./stack";

interface Fixtures {
  /** Makes a stack in a program's folder, which goes with the test. */
  openFolder: (project: string, file: string, folder: string) => Promise<Stack>;
  openExample: (name: string, file: string) => Promise<Stack>;
  openProgram: (language: Language, program: string) => Promise<Stack>;
}

/** A test with all languages at hand. */
export const it = base.extend<Fixtures>({
  openFolder: async ({ workspace, languages }, use) => {
    const folders: string[] = [];
    await use((project, file, folder) => {
      folders.push(folder);
      const env = { ...workspace.env, ...languages };
      return stackIn({ ...workspace, env }, folder, { project, file });
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
  openExample: async ({ workspace, openFolder }, use) => {
    await use(async (name, file) => openFolder(name, file, await copyExample(workspace, name)));
  },
  openProgram: async ({ workspace, openFolder }, use) => {
    const programs = join(workspace.installed, "programs");
    await use(async ({ name, file, runtime }, program) => {
      await mkdir(programs, { recursive: true });
      const folder = await mkdtemp(join(programs, `${name}-`));
      const manifest = JSON.stringify({ name, main: file, private: true });
      await writeFile(join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: ${runtime}\n${plugins}`);
      await writeFile(join(folder, "package.json"), manifest);
      await writeFile(join(folder, file), program);
      return openFolder(name, file, folder);
    });
  },
});
