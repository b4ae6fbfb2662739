/** The script that an instance runs, made for one task and one user; what it prints is read by report.ts. */
import { isKey, mark } from "./awkText";
import { shellText } from "./shellText";

/** The comment of the lines that the script adds, by which it knows them again. */
export const keyMark = mark;

/** What the script does. Public keys are "TYPE BASE64", without a comment. */
export type KeyTask =
  | { readonly kind: "add"; readonly publicKey: string }
  | {
      readonly kind: "remove";
      readonly publicKey: string;
      /** Whether lines that the script did not add stay. */
      readonly onlyMarked: boolean;
      /** Whether the key stays if there is no other with which to log in. */
      readonly keepLast: boolean;
      /** Another key, without which in the file, on a line without options, nothing is removed. */
      readonly requires?: string;
    }
  | { readonly kind: "list" };

/** As `useradd` allows names, in either case. */
const userName = /^[a-z_][a-z0-9_.-]*[$]?$/i;

/**
 * The whole text of a POSIX sh script.
 * @throws RangeError where a value is not what it has to be; the error does not quote it, as it may be a private key
 */
export function scriptFor(task: KeyTask, user: string): string {
  if (!userName.test(user)) {
    throw new RangeError("the user name is not one that Linux allows");
  }
  const remove = task.kind === "remove" ? task : undefined;
  const values = {
    user,
    task: task.kind,
    want: task.kind === "list" ? "" : checked(task.publicKey),
    need: remove?.requires === undefined ? "" : checked(remove.requires),
    marked: remove?.onlyMarked === true ? "1" : "",
    keep: remove?.keepLast === true ? "1" : "",
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'`);
  return ["#!/bin/sh", ...lines, shellText, ""].join("\n");
}

function checked(publicKey: string): string {
  const [kind = "", base64 = "", ...rest] = publicKey.split(" ");
  if (rest.length > 0 || !isKey(kind, base64)) {
    throw new RangeError("a public key must be its type, one space, and Base64");
  }
  return publicKey;
}
