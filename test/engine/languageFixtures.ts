/** Tests in every language of the plugin: the language hosts, the package's Python SDK, and stacks of programs in them. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { ensureEngine } from "../../scripts/setup/engine.mjs";
import { ensurePython } from "../../scripts/setup/python.mjs";
import { it as base } from "./fixtures";
import type { Language } from "./languagePrograms";
import { plugins, stackIn, type Stack } from "./stack";

const run = promisify(execFile);

interface Fixtures {
  /** What programs in these languages need: the language hosts, and a Python that has Pulumi and the package's own SDK. */
  languages: Readonly<Record<"PATH" | "PYTHONPATH", string>>;
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
  languages: async ({ workspace }, use) => {
    const engine = await ensureEngine({ node: process.execPath, env: process.env, languages: true });
    const python = await ensurePython(process.env);
    const packages = join(workspace.folder, "python");
    await installPythonSdk(join(python, "pip"), packages);
    const path = [python, engine.folder, process.env["PATH"]];
    await use({ PATH: path.filter((folder) => folder !== undefined).join(":"), PYTHONPATH: packages });
  },
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

/** From the packed package, as `requirements.txt` names it; a copy, since building leaves files beside the sources. */
async function installPythonSdk(pip: string, folder: string): Promise<void> {
  const sources = join(folder, "sources");
  const shipped = join(inject("installed"), "node_modules/pulumi-alicloud-keypair/sdk/python");
  await cp(shipped, sources, { recursive: true });
  const offline = [
    "--no-deps",
    "--no-build-isolation",
    "--no-index",
    "--quiet",
    "--disable-pip-version-check",
  ];
  await run(pip, ["install", ...offline, "--target", folder, sources]);
}
