/** A run of its own, in a home that the test prepares: with other stand-ins, another user, limits, and as many at once as it likes. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test as base } from "vitest";
import { scriptFor, type KeyTask } from "../../../provider/authorizedKey/script";
import { makeHome, resultOf, standIns, temporaryFolder, user, type Result, type Shell } from "./shells";

/** Whether tests may give files away, and run as somebody else. */
export const isRoot = process.getuid?.() === 0;

/** Nobody's ID on any machine of tests. */
export const stranger = 61234;

/** How a run differs from the usual. */
export interface Circumstances {
  /** Stand-ins besides the usual, or in their place. */
  readonly programs?: Readonly<Record<string, string>>;
  /** What goes before the script: limits, umask. */
  readonly first?: string;
  /** Changes the script's text. */
  readonly edit?: (script: string) => string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs as this user, as only root can. */
  readonly uid?: number;
}

/** A home, and runs in it. */
export interface Place {
  readonly folder: string;
  readonly home: string;
  readonly run: (shell: Shell, task: KeyTask, circumstances?: Circumstances) => Promise<Result>;
  readonly start: (shell: Shell, task: KeyTask, circumstances?: Circumstances) => ChildProcess;
  /** What is in ~/.ssh, sorted. */
  readonly names: () => readonly string[];
}

/** `place` has a home without ~/.ssh, and goes after the test. */
export const test = base.extend<{ place: Place }>({
  // eslint-disable-next-line no-empty-pattern -- vitest reads the fixtures' names from the pattern
  place: async ({}, use) => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const home = join(folder, "home");
    makeHome(home, undefined);
    await use(placeIn(folder, home));
    rmSync(folder, { recursive: true });
  },
});

function placeIn(folder: string, home: string): Place {
  let runs = 0;
  const prepared = (shell: Shell, task: KeyTask, { programs, first = "", edit, env }: Circumstances) => {
    const run = join(folder, `run${++runs}`);
    mkdirSync(run);
    const script = join(run, "script");
    const text = scriptFor(task, user);
    writeFileSync(script, `${first}\n${edit === undefined ? text : edit(text)}`);
    const [program, ...args] = shell.command;
    const path = [writePrograms(join(run, "bin"), home, programs), process.env["PATH"]].join(delimiter);
    return { program, args: [...args, script], env: { PATH: path, HOME: "/nonexistent", ...env } };
  };
  return {
    folder,
    home,
    run: (shell, task, circumstances = {}) => {
      const { program, args, env } = prepared(shell, task, circumstances);
      const { uid } = circumstances;
      return new Promise((resolve, reject) => {
        const options = { env, ...(uid !== undefined && { uid, gid: uid }) };
        execFile(program, args, options, (error, stdout, stderr) => {
          if (stderr !== "" || (error !== null && typeof error.code !== "number")) {
            reject(new Error(`${shell.name} ended with ${error?.message ?? "0"} and complained: ${stderr}`));
          } else {
            resolve(resultOf(stdout, Number(error?.code ?? 0), home));
          }
        });
      });
    },
    start: (shell, task, circumstances = {}) => {
      const { program, args, env } = prepared(shell, task, circumstances);
      return spawn(program, args, { env, detached: true, stdio: "ignore" });
    },
    names: () => readdirSync(join(home, ".ssh")).sort(),
  };
}

function writePrograms(bin: string, home: string, others: Readonly<Record<string, string>> = {}): string {
  mkdirSync(bin);
  for (const [name, body] of Object.entries({ ...standIns, ...others })) {
    writeFileSync(join(bin, name), `#!/bin/sh\nhome='${home}'\n${body}\n`, { mode: 0o755 });
  }
  return bin;
}

/** A stand-in of getent that knows the user with this ID and home. */
export function getentOf(uid: number, home: string): string {
  return `printf '%s:x:%s:%s::%s:/bin/sh\\n' "$2" ${uid} ${uid} '${home}'`;
}

/** A stand-in of sshd that prints these settings. */
export function sshdOf(...settings: readonly string[]): string {
  return `printf '%s\\n' 'port 22' ${settings.map((setting) => `'${setting}'`).join(" ")}`;
}

/**
 * Makes a file somebody else's: root gives it away. Another user cannot, so for him the instance's user becomes somebody else.
 * @returns the circumstances of the run
 */
export function madeForeign(path: string, home: string): Circumstances {
  if (isRoot) {
    chownSync(path, stranger, stranger);
    return {};
  }
  return { programs: { getent: getentOf((process.getuid?.() ?? 0) + 1, home) } };
}
