// A temporary folder, programs made for a test, and an environment that leads to nothing else.
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { test as base } from "vitest";
import { onPosix } from "../posix";

/** Writes a file, with the folders on its way; `mode` makes it a program. */
export type WriteFile = (path: string, content: string, mode?: number) => Promise<string>;

/** Starts a server on the loopback and answers its URL. */
export type Serve = (listener: RequestListener) => Promise<{ url: string; server: Server }>;

interface Fixtures {
  readonly folder: string;
  readonly file: WriteFile;
  readonly program: (name: string, shellScript: string) => Promise<string>;
  readonly env: NodeJS.ProcessEnv;
  readonly serve: Serve;
}

/** `folder` and what lies in it are removed after the test; `program` writes into the first folder on `env`'s PATH. */
export const test = base.extend<Fixtures>({
  folder: async ({ task }, use) => {
    const folder = await mkdtemp(join(tmpdir(), `${task.id}-`));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  file: async ({ folder, skip }, use) => {
    await use(async (path, content, mode) => {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      if (mode !== undefined) {
        onPosix("file modes", skip);
        await chmod(file, mode);
      }
      return file;
    });
  },
  program: async ({ file, skip }, use) => {
    onPosix("POSIX shell", skip);
    await use((name, shellScript) => file(join("bin", name), `#!/bin/sh\n${shellScript}\n`, 0o755));
  },
  env: async ({ folder }, use) => {
    await mkdir(join(folder, "bin"), { recursive: true });
    await use({
      PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
      HOME: folder,
      XDG_CACHE_HOME: join(folder, "cache"),
    });
  },
  serve: async ({ task }, use) => {
    const servers: Server[] = [];
    await use(async (listener) => {
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error(`no port for ${task.name}`);
      return { url: `http://127.0.0.1:${address.port}/`, server };
    });
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  },
});

/** Whether a process runs; a zombie does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const state = await promisify(execFile)("ps", ["-o", "stat=", "-p", String(pid)]).catch(() => undefined);
  return state !== undefined && !state.stdout.startsWith("Z");
}
