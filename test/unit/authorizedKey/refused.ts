/** Homes and circumstances in which the script refuses, each with its code. */
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyTask } from "../../../provider/authorizedKey/script";
import { alice, ours } from "./keys";
import { getentOf, madeForeign, sshdOf, type Circumstances } from "./oneRun";
import { keyFile, makeHome } from "./shells";

/** The tasks that are refused. */
export const add: KeyTask = { kind: "add", publicKey: ours };
const remove: KeyTask = { kind: "remove", publicKey: ours, onlyMarked: false, keepLast: false };
export const list: KeyTask = { kind: "list" };

/** One of them; the task is to add a key where it is unset. */
export interface Refused {
  readonly name: string;
  readonly code: string;
  readonly exitCode: number;
  readonly task?: KeyTask;
  /** Prepares the home, and says in which circumstances the script runs. */
  readonly when: (home: string) => Circumstances;
}

function inPlaceOfFile(make: (path: string) => unknown) {
  return (home: string): Circumstances => {
    mkdirSync(join(home, ".ssh"), { mode: 0o700 });
    make(keyFile(home));
    return {};
  };
}

/** A home in which the key is, and what sshd says of it. */
export function withSettings(...settings: readonly string[]) {
  return (home: string): Circumstances => {
    makeHome(home, `${ours}\n`);
    return { programs: { sshd: sshdOf(...settings) } };
  };
}

function withContent(content: string) {
  return (home: string): Circumstances => {
    makeHome(home, content);
    return {};
  };
}

/** 301 keys of one kind, which differ in their last characters. */
const manyKeys = Array.from({ length: 301 }, (_, n) => `${alice.slice(0, -4)}${String(1000 + n)}\n`).join("");

/** All of them. */
export const refused: readonly Refused[] = [
  {
    name: "no such user",
    code: "NoSuchUser",
    exitCode: 11,
    when: () => ({ programs: { getent: "exit 2" } }),
  },
  {
    name: "a user without numbers",
    code: "NoSuchUser",
    exitCode: 11,
    when: () => ({ programs: { getent: "echo 'x:x:a:b::/root:/bin/sh'" } }),
  },
  {
    name: "a home that does not exist",
    code: "NoHome",
    exitCode: 12,
    when: (home) => ({ programs: { getent: getentOf(0, join(home, "none")) } }),
  },
  {
    name: "a home that is no path",
    code: "NoHome",
    exitCode: 12,
    when: () => ({ programs: { getent: getentOf(0, "home") } }),
  },
  {
    name: "another file of sshd's",
    code: "OtherKeyFile",
    exitCode: 14,
    when: withSettings("authorizedkeysfile /etc/ssh/keys/%u"),
  },
  {
    name: "another file, for a removal",
    task: remove,
    code: "OtherKeyFile",
    exitCode: 14,
    when: withSettings("authorizedkeysfile .ssh/keys"),
  },
  {
    name: "no file of sshd's",
    code: "OtherKeyFile",
    exitCode: 14,
    when: withSettings("authorizedkeysfile none"),
  },
  {
    name: "an escaped percent sign",
    code: "OtherKeyFile",
    exitCode: 14,
    when: withSettings("authorizedkeysfile %%h/.ssh/authorized_keys"),
  },
  {
    name: "public keys switched off",
    code: "PublicKeyOff",
    exitCode: 13,
    when: withSettings("pubkeyauthentication no", "authorizedkeysfile .ssh/authorized_keys"),
  },
  {
    name: "a link to a folder instead of ~/.ssh",
    code: "LinkRefused",
    exitCode: 15,
    when: (home) => {
      mkdirSync(join(home, "real"));
      symlinkSync("real", join(home, ".ssh"));
      return {};
    },
  },
  {
    name: "a link to nothing instead of ~/.ssh",
    code: "LinkRefused",
    exitCode: 15,
    when: (home) => {
      symlinkSync("none", join(home, ".ssh"));
      return {};
    },
  },
  {
    name: "a file instead of ~/.ssh",
    code: "LinkRefused",
    exitCode: 15,
    when: (home) => {
      writeFileSync(join(home, ".ssh"), "");
      return {};
    },
  },
  {
    name: "a link instead of the file",
    code: "LinkRefused",
    exitCode: 15,
    when: inPlaceOfFile((path) => {
      writeFileSync(`${path}2`, `${ours}\n`);
      symlinkSync("authorized_keys2", path);
    }),
  },
  {
    name: "a link to nothing",
    code: "LinkRefused",
    exitCode: 15,
    when: inPlaceOfFile((path) => {
      symlinkSync("none", path);
    }),
  },
  {
    name: "a link for a list",
    task: list,
    code: "LinkRefused",
    exitCode: 15,
    when: inPlaceOfFile((path) => {
      symlinkSync("./new", path);
    }),
  },
  {
    name: "a link whose target looks like a folder",
    code: "LinkRefused",
    exitCode: 15,
    when: inPlaceOfFile((path) => {
      symlinkSync("x ./.", path);
    }),
  },
  {
    name: "a folder instead of the file",
    code: "LinkRefused",
    exitCode: 15,
    when: inPlaceOfFile((path) => {
      mkdirSync(path);
    }),
  },
  {
    name: "a pipe instead of the file",
    code: "LinkRefused",
    exitCode: 15,
    when: inPlaceOfFile((path) => execFileSync("mkfifo", [path])),
  },
  {
    name: "somebody else's file",
    code: "ForeignOwner",
    exitCode: 16,
    when: (home) => {
      makeHome(home, "");
      return madeForeign(keyFile(home), home);
    },
  },
  {
    name: "somebody else's ~/.ssh",
    code: "ForeignOwner",
    exitCode: 16,
    when: (home) => {
      makeHome(home, "");
      return madeForeign(join(home, ".ssh"), home);
    },
  },
  {
    name: "somebody else's home",
    code: "ForeignOwner",
    exitCode: 16,
    when: (home) => madeForeign(home, home),
  },
  { name: "a NUL byte", code: "Unreadable", exitCode: 18, when: withContent(`${alice}\n\0\n`) },
  { name: "a NUL byte at the end", code: "Unreadable", exitCode: 18, when: withContent(`${alice}\0`) },
  {
    name: "a NUL byte, for a removal",
    task: remove,
    code: "Unreadable",
    exitCode: 18,
    when: withContent(`${alice}\n\0${ours}\n`),
  },
  { name: "a NUL byte, for a list", task: list, code: "Unreadable", exitCode: 18, when: withContent("\0") },
  { name: "301 keys", task: list, code: "TooManyKeys", exitCode: 19, when: withContent(manyKeys) },
  {
    name: "the 301st key",
    code: "TooManyKeys",
    exitCode: 19,
    when: withContent(manyKeys.split("\n").slice(1).join("\n")),
  },
  {
    name: "a tool that is missing",
    code: "ToolMissing",
    exitCode: 10,
    when: () => ({ edit: (script) => script.replace("in awk base64", "in awk base65") }),
  },
  {
    name: "a full disk",
    code: "WriteFailed",
    exitCode: 17,
    when: (home) => {
      makeHome(home, `${alice}\n`);
      return { first: "ulimit -f 0" };
    },
  },
  {
    name: "a full disk, for a removal",
    task: remove,
    code: "WriteFailed",
    exitCode: 17,
    when: (home) => {
      makeHome(home, `${alice}\n${ours}\n`);
      return { first: "ulimit -f 0" };
    },
  },
  {
    name: "another run that does not end",
    code: "Busy",
    exitCode: 20,
    when: (home) => {
      makeHome(home, `${alice}\n`);
      mkdirSync(join(home, ".ssh", ".pulumi-alicloud-keypair.lock"));
      return { edit: (script) => script.replace("sleep 1", "sleep 0") };
    },
  },
];
