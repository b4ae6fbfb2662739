/** Stacks of programs in every language of the plugin. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "./languagePrograms";
import { it as base } from "./fixtures";
import { runByProgram, withPlugin } from "./goPrograms";
import { copyExample, stackIn, type Stack } from "./stack";

interface Fixtures {
  /** Makes a stack in a program's folder, which goes with the test. */
  openFolder: (project: string, file: string, folder: string) => Promise<Stack>;
  openExample: (name: string, file: string) => Promise<Stack>;
  openProgram: (language: Language, program: string) => Promise<Stack>;
}

/** A test with programs in every language. */
export const it = base.extend<Fixtures>({
  openFolder: async ({ workspace }, use) => {
    const folders: string[] = [];
    await use(async (project, file, folder) => {
      folders.push(folder);
      if (!file.endsWith(".go")) return stackIn(workspace, folder, { project, file });
      const stack = await stackIn(withPlugin(workspace), folder, { project, file });
      return runByProgram(stack, withPlugin(workspace), await readFile(join(folder, file), "utf8"));
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
  openExample: async ({ workspace, openFolder }, use) => {
    await use(async (name, file) => openFolder(name, file, await copyExample(workspace, name)));
  },
  openProgram: async ({ open }, use) => {
    await use(({ name, file }, program) => open({ plugin: true, project: name, file, program }));
  },
});
