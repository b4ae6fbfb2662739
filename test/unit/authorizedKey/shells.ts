/** Runs scripts in every shell of this machine: many homes in one process, where getent, sshd and sync are stand-ins. */
import { execFile } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import which from "which";
import { readRefusal, readReport } from "../../../provider/authorizedKey/report";
import { scriptFor, type KeyTask } from "../../../provider/authorizedKey/script";

/** A shell's name and how it is started. */
export interface Shell {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Instances run Linux. On other systems the same tools take other options. */
export const isLinux = process.platform === "linux";

/** The user of all tests. */
export const user = "ecs-user";

/** dash and bash have to be there. BusyBox is a third where it is installed: Debian and Ubuntu call its package `busybox`. */
export const shells: readonly Shell[] = [
  { name: "dash", command: [required("dash")] },
  { name: "bash", command: [required("bash")] },
  ...optional("busybox").map((path): Shell => ({ name: "busybox", command: [path, "sh"] })),
];

/** Nothing is run on other systems, which need not have it. */
function required(name: string): string {
  return isLinux ? which.sync(name) : name;
}

function optional(name: string): readonly string[] {
  const path = which.sync(name, { nothrow: true });
  return path === null ? [] : [path];
}

/** What runs a file through `command` and is then read again. */
export interface Case {
  readonly task: KeyTask;
  /** The bytes of authorized_keys, as Latin-1; undefined where there is no file. */
  readonly before: string | undefined;
}

/** What became of a case. */
export interface Result {
  readonly exitCode: number;
  readonly output: string;
  readonly after: string | undefined;
  readonly report: ReturnType<typeof readReport>;
  readonly refusal: ReturnType<typeof readRefusal>;
}

/** The stand-in of a program; `$home` is the home directory of the case. */
export const standIns = {
  getent: `printf '%s:x:%s:%s::%s:/bin/sh\\n' "$2" ${process.getuid?.()} ${process.getgid?.()} "$home"`,
  sshd: `printf '%s\\n' 'port 22' 'authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2' 'strictmodes yes'`,
  // Flushing thousands of files to the disk would be most of the time, and shows nothing.
  sync: "true",
};

/** A temporary folder, which `dispose` removes. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "authorized-key-"));
}

/** The cases' results, in their order. */
export async function runAll(shell: Shell, cases: readonly Case[]): Promise<readonly Result[]> {
  const folder = temporaryFolder();
  try {
    cases.forEach(({ task, before }, index) => {
      makeHome(join(folder, String(index)), before);
      writeFileSync(join(folder, `${index}.sh`), scriptFor(task, user));
    });
    writeFileSync(join(folder, "all.sh"), driver(folder, cases.length));
    const [program, ...args] = shell.command;
    const { stdout, stderr } = await promisify(execFile)(program, [...args, join(folder, "all.sh")], {
      maxBuffer: 1e8,
      env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
    });
    if (stderr !== "") {
      throw new Error(`${shell.name} complains: ${stderr}`);
    }
    const parts = stdout.split(/^#(\d+)\n/m);
    return cases.map((_, index) =>
      resultOf(parts[2 * index] ?? "", Number(parts[2 * index + 1]), join(folder, String(index))),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Subshells save the start of a shell; functions that of a stand-in. */
function driver(folder: string, count: number): string {
  return [
    ...Object.entries(standIns).map(([name, body]) => `${name}() { ${body}; }`),
    "number=0",
    `while [ $number -lt ${count} ]; do`,
    `  home=${folder}/$number`,
    `  (. ${folder}/$number.sh)`,
    '  echo "#$?"',
    "  number=$((number + 1))",
    "done",
    "",
  ].join("\n");
}

/** A home directory with the file in it. */
export function makeHome(home: string, content: string | undefined): void {
  mkdirSync(home, { recursive: true, mode: 0o755 });
  if (content !== undefined) {
    mkdirSync(join(home, ".ssh"), { mode: 0o700 });
    writeFileSync(keyFile(home), content, { encoding: "latin1", mode: 0o600 });
  }
}

/** The file that the script changes. */
export function keyFile(home: string): string {
  return join(home, ".ssh", "authorized_keys");
}

/** The file's bytes as Latin-1; undefined where there is no file. */
export function contentOf(home: string): string | undefined {
  try {
    // A pipe would not end.
    return lstatSync(keyFile(home)).isFile() ? readFileSync(keyFile(home), "latin1") : undefined;
  } catch {
    return undefined;
  }
}

/** What a run printed, with the file as it is afterwards. */
export function resultOf(output: string, exitCode: number, home: string): Result {
  return {
    exitCode,
    output,
    after: contentOf(home),
    report: readReport(output),
    refusal: readRefusal(output),
  };
}
