/** Files made by hand, each with a task, and what has to become of the file. Bytes above 127 are Latin-1 characters. */
import type { KeyTask } from "../../../provider/authorizedKey/script";
import { keyMark } from "../../../provider/authorizedKey/script";
import { alice, bob, carol, dave, ours } from "./keys";

/** One file. */
export interface HandMade {
  readonly name: string;
  readonly before: string | undefined;
  readonly task: KeyTask;
  /** Unset where nothing changes. */
  readonly after?: string;
  /** "done" where unset. */
  readonly outcome?: "kept last" | "required key missing";
  /** The keys reported, in the order of the file. */
  readonly keys: readonly string[];
}

const add: KeyTask = { kind: "add", publicKey: ours };
const list: KeyTask = { kind: "list" };
const remove: KeyTask = { kind: "remove", publicKey: ours, onlyMarked: false, keepLast: false };
const removeMarked: KeyTask = { ...remove, onlyMarked: true };
const removeUnlessLast: KeyTask = { ...remove, keepLast: true };
const needAlice: KeyTask = { ...remove, requires: alice };

const line = `${ours} ${keyMark}\n`;
const long = "x".repeat(100_000);

/** Files to which the key is added. */
const added: readonly HandMade[] = [
  { name: "no file", before: undefined, task: add, after: line, keys: [ours] },
  { name: "an empty file", before: "", task: add, after: line, keys: [ours] },
  { name: "a lone newline", before: "\n", task: add, after: `\n${line}`, keys: [ours] },
  {
    name: "another key",
    before: `${alice} a\n`,
    task: add,
    after: `${alice} a\n${line}`,
    keys: [alice, ours],
  },
  { name: "no final newline", before: alice, task: add, after: `${alice}\n${line}`, keys: [alice, ours] },
  {
    name: "a comment without a final newline",
    before: "# end",
    task: add,
    after: `# end\n${line}`,
    keys: [ours],
  },
  {
    name: "CRLF",
    before: `${alice} a\r\n${bob}\r\n`,
    task: add,
    after: `${alice} a\r\n${bob}\r\n${line}`,
    keys: [alice, bob, ours],
  },
  {
    name: "CRLF without the last LF",
    before: `${alice}\r`,
    task: add,
    after: `${alice}\r\n${line}`,
    keys: [alice, ours],
  },
  {
    name: "a mix of line ends",
    before: `\r\n\n${alice}\n\r\n \t\n`,
    task: add,
    after: `\r\n\n${alice}\n\r\n \t\n${line}`,
    keys: [alice, ours],
  },
  { name: "the key, marked", before: line, task: add, keys: [ours] },
  { name: "the key with another comment", before: `${ours} me@home\n`, task: add, keys: [ours] },
  { name: "the key without a comment or newline", before: ours, task: add, keys: [ours] },
  { name: "the key with CRLF", before: `${ours}\r\n`, task: add, keys: [ours] },
  { name: "the key behind blanks", before: ` \t ${ours.replace(" ", " \t ")}\n`, task: add, keys: [ours] },
  {
    name: "the key behind options",
    before: `no-pty ${ours}\n`,
    task: add,
    after: `no-pty ${ours}\n${line}`,
    keys: [ours],
  },
  {
    name: "the key commented out",
    before: `#${ours}\n  # ${ours}\n`,
    task: add,
    after: `#${ours}\n  # ${ours}\n${line}`,
    keys: [ours],
  },
  {
    name: "the key within another one's comment",
    before: `${alice} ${ours}\n`,
    task: add,
    after: `${alice} ${ours}\n${line}`,
    keys: [alice, ours],
  },
  {
    name: "the key within a quoted option",
    before: `command="echo ${ours}" ${alice}\n`,
    task: add,
    after: `command="echo ${ours}" ${alice}\n${line}`,
    keys: [alice, ours],
  },
  {
    name: "quotes, escapes and # in options",
    before: `command="a \\"b\\" # c",from="x y" ${bob} #1\n`,
    task: add,
    after: `command="a \\"b\\" # c",from="x y" ${bob} #1\n${line}`,
    keys: [bob, ours],
  },
  {
    name: "a quote that does not end",
    before: `command="x ${alice}\n`,
    task: add,
    after: `command="x ${alice}\n${line}`,
    keys: [ours],
  },
  {
    name: "bytes beyond ASCII",
    before: `# \xff\xfe\x80 caf\xc3\xa9\n${alice} \xe4\xf6\n`,
    task: add,
    after: `# \xff\xfe\x80 caf\xc3\xa9\n${alice} \xe4\xf6\n${line}`,
    keys: [alice, ours],
  },
  {
    name: "kinds of key that nobody knows",
    before: `ssh-future AAAA x\n1024 35 12345 old\n`,
    task: add,
    after: `ssh-future AAAA x\n1024 35 12345 old\n${line}`,
    keys: [ours],
  },
  {
    name: "the key cut off",
    before: `${ours.slice(0, -4)}\n${alice.slice(0, -1)}\n`,
    task: add,
    after: `${ours.slice(0, -4)}\n${alice.slice(0, -1)}\n${line}`,
    keys: [ours],
  },
  {
    name: "one kind's name with another kind's key",
    before: `ssh-rsa ${ours.split(" ")[1]}\n`,
    task: add,
    after: `ssh-rsa ${ours.split(" ")[1]}\n${line}`,
    keys: [ours],
  },
  {
    name: "a line of 100 KB",
    before: `# ${long}\n${alice} ${long}\n`,
    task: add,
    after: `# ${long}\n${alice} ${long}\n${line}`,
    keys: [ours],
  },
  {
    name: "percent signs, backslashes and dollars",
    before: "%s %d \\n \\\\ $HOME `id` $(id) * ' \"\n",
    task: add,
    after: `%s %d \\n \\\\ $HOME \`id\` $(id) * ' "\n${line}`,
    keys: [ours],
  },
  {
    name: "all kinds of key",
    before: [alice, bob, carol, dave, ""].join("\n"),
    task: add,
    after: [alice, bob, carol, dave, line].join("\n"),
    keys: [alice, bob, carol, dave, ours],
  },
];

/** Files from which it is removed. */
const removed: readonly HandMade[] = [
  { name: "no file", before: undefined, task: remove, keys: [] },
  { name: "the key is not there", before: `${alice}\n`, task: remove, keys: [alice] },
  {
    name: "the marked line",
    before: `${alice}\n${line}`,
    task: removeMarked,
    after: `${alice}\n`,
    keys: [alice],
  },
  { name: "the key alone", before: line, task: removeMarked, after: "", keys: [] },
  {
    name: "the last line has no newline",
    before: `${alice}\n${ours}`,
    task: remove,
    after: `${alice}\n`,
    keys: [alice],
  },
  {
    name: "the line after it has no newline",
    before: `${line}${alice}`,
    task: remove,
    after: alice,
    keys: [alice],
  },
  {
    name: "only the marked one of several",
    before: `${ours} me\n${line}no-pty ${line}${ours}\n`,
    task: removeMarked,
    after: `${ours} me\nno-pty ${line}${ours}\n`,
    keys: [ours],
  },
  {
    name: "every line with the key",
    before: `${ours} me\n${line}from="1 2" ${line}#${ours}\n${bob}\n${ours}\r\n`,
    task: remove,
    after: `#${ours}\n${bob}\n`,
    keys: [bob],
  },
  {
    name: "the mark with CRLF",
    before: `${alice}\r\n${line.trim()}\r\n`,
    task: removeMarked,
    after: `${alice}\r\n`,
    keys: [alice],
  },
  {
    name: "a comment that only begins like the mark",
    before: `${line.trim()}-2\n`,
    task: removeMarked,
    keys: [ours],
  },
  {
    name: "the last key",
    before: `# a\n${line}`,
    task: removeUnlessLast,
    outcome: "kept last",
    keys: [ours],
  },
  {
    name: "the last key besides a comment, a CA and an expired key",
    before: `#${alice}\ncert-authority ${alice}\nCert-Authority,no-pty ${bob}\nexpiry-time="20200101" ${carol}\n${line}`,
    task: removeUnlessLast,
    outcome: "kept last",
    keys: [alice, bob, carol, ours],
  },
  {
    name: "not the last key, as one is behind options",
    before: `command="cert-authority, x" ${alice}\n${line}`,
    task: removeUnlessLast,
    after: `command="cert-authority, x" ${alice}\n`,
    keys: [alice],
  },
  {
    name: "the required key is there",
    before: `${line}${alice}\n`,
    task: needAlice,
    after: `${alice}\n`,
    keys: [alice],
  },
  {
    name: "the required key is missing",
    before: `${line}${bob}\n`,
    task: needAlice,
    outcome: "required key missing",
    keys: [ours, bob],
  },
  {
    name: "the required key is only behind options",
    before: `${line}no-pty ${alice}\n`,
    task: needAlice,
    outcome: "required key missing",
    keys: [ours, alice],
  },
  {
    name: "the required key, where there is no file",
    before: undefined,
    task: needAlice,
    outcome: "required key missing",
    keys: [],
  },
];

const listed: readonly HandMade[] = [
  { name: "no file", before: undefined, task: list, keys: [] },
  {
    name: "a key that is there twice",
    before: `no-pty ${alice}\n${bob}\n${alice}`,
    task: list,
    keys: [alice, bob],
  },
];

/** All of them. */
export const handMade: readonly HandMade[] = [...added, ...removed, ...listed];
