// An instance's folder: its users' homes, their authorized keys and the stand-ins for system programs.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix } from "node:path";
import {
  defaultAuthorizedKeysFile,
  getentScript,
  idScript,
  machineUsers,
  sshdConfiguration,
  sshdScript,
  type SshdState,
} from "./standIns";

/** The folder of one instance. */
export interface MachineFolder {
  readonly path: string;
  /** @returns a user's home on this machine, or undefined for an unknown user. */
  readonly homeOf: (user: string) => string | undefined;
  /** @returns where a path of the instance is on this machine; it never leaves the folder. */
  readonly inside: (path: string) => string;
  /** @returns the text of a user's files of authorized keys that an SSH server may read. */
  readonly authorizedKeys: (user: string, files: string) => string;
  /** Changes root's file of authorized keys. */
  readonly changeRootKeys: (change: (text: string) => string) => void;
  /** Sets what `sshd -T` does. */
  readonly setSshd: (state: SshdState, authorizedKeysFile: string) => void;
  readonly remove: () => void;
}

/** Marks a folder as an emulated instance's, so that the emulator removes no other folder. */
const marker = ".emulated-instance";

/** @returns whether a folder was made for an instance. */
export const isMachineFolder = (path: string): boolean => existsSync(join(path, marker));

/**
 * Opens an instance's folder and makes what is missing in it.
 *
 * @param authorizedKeys - root's keys in a new folder
 */
export function openMachineFolder(path: string, authorizedKeys: readonly string[]): MachineFolder {
  const isNew = !isMachineFolder(path);
  for (const folder of ["bin", "etc/ssh", "tmp"]) mkdirSync(join(path, folder), { recursive: true });
  for (const { home } of machineUsers) mkdirSync(join(path, home), { recursive: true, mode: 0o700 });
  const folder = folderAt(path);
  writeProgram(join(path, "bin/getent"), getentScript(path));
  writeProgram(join(path, "bin/id"), idScript);
  folder.setSshd("ok", defaultAuthorizedKeysFile);
  if (isNew && authorizedKeys.length > 0) folder.changeRootKeys(() => `${authorizedKeys.join("\n")}\n`);
  writeFileSync(join(path, marker), "An instance of the ECS key-pair emulator. It may be deleted.\n");
  return folder;
}

function folderAt(path: string): MachineFolder {
  const inside = (wanted: string): string => join(path, posix.resolve("/", wanted));
  const homeOf = (user: string): string | undefined => {
    const found = machineUsers.find(({ name }) => name === user);
    return found === undefined ? undefined : inside(found.home);
  };
  const rootKeys = inside("/root/.ssh/authorized_keys");
  return {
    path,
    inside,
    homeOf,
    authorizedKeys(user, files) {
      const home = machineUsers.find(({ name }) => name === user)?.home;
      if (home === undefined) return "";
      const paths = files
        .split(/\s+/u)
        .map((file) => inside(posix.resolve(home, expanded(file, user, home))));
      return paths.map((file) => readIfSafe(file, path)).join("\n");
    },
    changeRootKeys(change) {
      replaceFile(rootKeys, change(readIfThere(rootKeys)));
    },
    setSshd(state, authorizedKeysFile) {
      const configuration = join(path, "etc/ssh/sshd-T");
      // A file rather than part of the script: the text comes from the control API, which may not run commands.
      writeFileSync(configuration, sshdConfiguration(authorizedKeysFile));
      const script = sshdScript(state, configuration);
      if (script === undefined) rmSync(join(path, "bin/sshd"), { force: true });
      else writeProgram(join(path, "bin/sshd"), script);
    },
    remove() {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const expanded = (file: string, user: string, home: string): string =>
  file.replace(/%[%uh]/gu, (token) => ({ "%u": user, "%h": home })[token] ?? "%");

/** Like OpenSSH's StrictModes: a file that others may write is as good as none. */
function readIfSafe(file: string, top: string): string {
  for (let path = file; path !== top; path = dirname(path)) {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined || (status.mode & 0o022) !== 0) return "";
  }
  return readIfThere(file);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** A rename replaces a symbolic link that a command may have left, where writing would follow it. */
function replaceFile(file: string, text: string): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!lstatSync(folder).isDirectory()) return;
    rmSync(`${file}.new`, { force: true });
    writeFileSync(`${file}.new`, text, { mode: 0o600, flag: "wx" });
    renameSync(`${file}.new`, file);
  } catch {
    // Whatever a command has put there instead: the instance starts all the same, without the key.
  }
}

function writeProgram(file: string, script: string): void {
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}
