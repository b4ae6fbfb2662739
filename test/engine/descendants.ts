/** The processes that one has started, as everyone on the machine can see them. Linux alone tells them in this way. */
import { readdir, readFile } from "node:fs/promises";

/** The arguments of every process that this one, or one of those, has started; a line each. */
export async function descendantsArguments(ancestor: number): Promise<string> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const)));
  const descends = (pid: number | undefined): boolean =>
    pid !== undefined && (parents.get(pid) === ancestor || descends(parents.get(pid)));
  const lines = await Promise.all(pids.filter(descends).map((pid) => read(`/proc/${pid}/cmdline`)));
  return lines.map((line) => line.replaceAll("\0", " ")).join("\n");
}

async function parentOf(pid: number): Promise<number | undefined> {
  const parent = /^PPid:\s*(\d+)$/m.exec(await read(`/proc/${pid}/status`))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

/** A process may end before it is read. */
async function read(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
