/** A machine on which only Pulumi is installed: no Node.js on the PATH, and an empty folder for plugins. */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";
import { inject } from "vitest";
import which from "which";
import { it as base } from "./fixtures";
import { runByProgram } from "./goPrograms";
import { environment, stackIn, type Stack, type Workspace } from "./stack";

interface Fixtures {
  machine: Workspace;
  /** A copy of an example, without the `plugins` of its project, and a stack of it. */
  openInstalled: (example: string, file: string) => Promise<Stack>;
}

/** A test on such a machine. */
export const it = base.extend<Fixtures>({
  machine: async ({ workspace }, use) => {
    const bin = join(workspace.folder, "bin");
    await linkPrograms(bin);
    await use({
      ...workspace,
      env: {
        ...workspace.env,
        PATH: `${bin}:${inject("python").bin}`,
        NODE_OPTIONS: "",
        // The engine would look for a plugin that is missing on the network.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
  },
  openInstalled: async ({ machine }, use) => {
    const folders: string[] = [];
    await use(async (example, file) => {
      const folder = await mkdtemp(join(machine.folder, `${example}-`));
      folders.push(folder);
      await cp(join("examples", example), folder, { recursive: true });
      await removePlugins(join(folder, "Pulumi.yaml"));
      const stack = await stackIn(machine, folder, { project: example, file });
      const program = await readFile(join(folder, file), "utf8");
      return file.endsWith(".go") ? runByProgram(stack, machine, program) : stack;
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
});

/** Pulumi's programs, and a shell. On macOS the plugin is a launcher, and Node.js must be there. */
async function linkPrograms(bin: string): Promise<void> {
  await mkdir(bin, { recursive: true });
  const pulumi = dirname(await which("pulumi"));
  const languages = ["yaml", "python", "python-exec"].map((name) => `pulumi-language-${name}`);
  for (const program of ["pulumi", ...languages]) {
    await symlink(join(pulumi, program), join(bin, program));
  }
  for (const program of ["sh", "env", ...(process.platform === "darwin" ? ["node"] : [])]) {
    await symlink(await which(program), join(bin, program));
  }
}

async function removePlugins(file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/^plugins:\n(?: .*\n)*/m, ""));
}

/** Whether a program is found on the workspace's PATH. */
export async function isFound(workspace: Workspace, program: string): Promise<boolean> {
  return (await which(program, { path: environment(workspace)["PATH"] ?? "", nothrow: true })) !== null;
}

/** Serves one archive under its name, as the place does that a plugin's download URL names. */
export async function serve(archive: string): Promise<{ url: string; server: Server; asked: string[] }> {
  const content = await readFile(archive);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const found = request.url === `/${basename(archive)}`;
    // Pulumi counts the bytes, so they must be announced.
    response.writeHead(found ? 200 : 404, { "content-length": found ? content.length : 0 });
    response.end(found ? content : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server, asked };
}
