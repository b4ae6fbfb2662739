/** What is around the script, in every shell: users, modes and owners, sshd's settings, links and SELinux. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { keyMark, type KeyTask } from "../../../provider/authorizedKey/script";
import { alice, fingerprint, ours } from "./keys";
import { getentOf, isRoot, sshdOf, stranger, test } from "./oneRun";
import { isLinux, contentOf, keyFile, makeHome, shells } from "./shells";

const addOf = (publicKey: string): KeyTask => ({ kind: "add", publicKey });
const removeOf = (publicKey: string): KeyTask => ({
  kind: "remove",
  publicKey,
  onlyMarked: true,
  keepLast: false,
});
const add = addOf(ours);
const remove = removeOf(ours);
const list: KeyTask = { kind: "list" };
const line = `${ours} ${keyMark}\n`;

function modeOf(path: string): string {
  return (statSync(path).mode & 0o7777).toString(8);
}

describe.skipIf(!isLinux).each(shells)("in $name", (shell) => {
  test("a new folder and file are the user's own, whatever the umask, and HOME does not matter", async ({
    place,
  }) => {
    const elsewhere = join(place.folder, "elsewhere");
    mkdirSync(elsewhere);
    if (isRoot) chownSync(place.home, stranger, stranger);
    const programs = isRoot ? { getent: getentOf(stranger, place.home) } : {};

    const { report } = await place.run(shell, add, {
      first: "umask 000",
      env: { HOME: elsewhere },
      programs,
    });

    expect(report).toMatchObject({ isConfirmed: true, marked: [fingerprint(ours)] });
    expect([modeOf(join(place.home, ".ssh")), modeOf(keyFile(place.home))]).toEqual(["700", "600"]);
    const owner = isRoot ? stranger : process.getuid?.();
    expect([statSync(join(place.home, ".ssh")).uid, statSync(keyFile(place.home)).uid]).toEqual([
      owner,
      owner,
    ]);
    expect(place.names()).toEqual(["authorized_keys"]);
    expect(existsSync(join(elsewhere, ".ssh"))).toBe(false);
  });

  test.for(["640", "600", isRoot ? "444" : "644", "755"])(
    "an old file keeps mode %s and its owner",
    async (mode, { place }) => {
      makeHome(place.home, `${alice}\n`);
      chmodSync(keyFile(place.home), parseInt(mode, 8));
      if (isRoot) chownSync(keyFile(place.home), stranger, stranger + 1);
      const programs = isRoot ? { getent: getentOf(stranger, place.home) } : {};

      await place.run(shell, add, { programs });

      expect(contentOf(place.home)).toBe(`${alice}\n${line}`);
      expect(modeOf(keyFile(place.home))).toBe(mode);
      if (isRoot) {
        expect(statSync(keyFile(place.home))).toMatchObject({ uid: stranger, gid: stranger + 1 });
      }
    },
  );

  test.runIf(isRoot)("another user than root can run it for himself", async ({ place }) => {
    chownSync(place.home, stranger, stranger);
    const circumstances = { uid: stranger, programs: { getent: getentOf(stranger, place.home) } };

    expect((await place.run(shell, add, circumstances)).report?.outcome).toBe("done");
    expect((await place.run(shell, remove, circumstances)).report).toMatchObject({
      outcome: "done",
      fingerprints: [],
    });
  });

  test.runIf(isRoot)("a folder that cannot be written is refused", async ({ place }) => {
    makeHome(place.home, `${alice}\n`);
    for (const path of [place.home, keyFile(place.home), join(place.home, ".ssh")])
      chownSync(path, stranger, stranger);
    chmodSync(join(place.home, ".ssh"), 0o500);

    const result = await place.run(shell, add, {
      uid: stranger,
      programs: { getent: getentOf(stranger, place.home) },
    });

    expect(result).toMatchObject({ exitCode: 17, refusal: { code: "WriteFailed" }, after: `${alice}\n` });
  });

  test.for([
    ["has no sshd -T", "exit 1"],
    ["prints no file", sshdOf("strictmodes yes")],
  ] as const)("where sshd %s, it adds unconfirmed, and removes nothing", async ([, sshd], { place }) => {
    makeHome(place.home, line);

    const added = await place.run(shell, addOf(alice), { programs: { sshd } });
    const removed = await place.run(shell, remove, { programs: { sshd } });

    expect(added.report).toMatchObject({ isConfirmed: false, outcome: "done" });
    expect(removed.report).toMatchObject({ isConfirmed: false, outcome: "not confirmed" });
    expect(contentOf(place.home)).toBe(`${line}${alice} ${keyMark}\n`);
  });

  test("modes with which sshd ignores the file are not confirmed, unless StrictModes is no", async ({
    place,
  }) => {
    makeHome(place.home, line);
    chmodSync(place.home, 0o775);
    const lax = { sshd: sshdOf("authorizedkeysfile .ssh/authorized_keys", "strictmodes no") };

    expect((await place.run(shell, remove)).report?.outcome).toBe("not confirmed");
    expect((await place.run(shell, remove, { programs: lax })).report).toMatchObject({
      isConfirmed: true,
      fingerprints: [],
    });
  });

  test.for([
    "%h/.ssh/authorized_keys",
    "/etc/ssh/%u .ssh/authorized_keys",
    "none ./.ssh//authorized_keys",
    "/nowhere/%% %h//.ssh/../.ssh/authorized_keys",
  ])("sshd's %s is the file", async (files, { place }) => {
    makeHome(place.home, "");

    const { report } = await place.run(shell, add, {
      programs: { sshd: sshdOf(`AuthorizedKeysFile ${files}`) },
    });

    expect(report?.isConfirmed).toBe(true);
  });

  test("sshd is asked for the user, from this host", async ({ place }) => {
    const asked = join(place.folder, "asked");

    await place.run(shell, list, { programs: { sshd: `echo "$*" >${asked}` } });

    expect(readFileSync(asked, "utf8")).toBe("-T -C user=ecs-user,host=localhost,addr=127.0.0.1\n");
  });

  test("the home may be behind a link, and the user only in /etc/passwd", async ({ place }) => {
    const link = join(place.folder, "link");
    symlinkSync("home", link);
    const passwd = join(place.folder, "passwd");
    writeFileSync(
      passwd,
      `ecs-user2:x:1:1::/:\necs-user:x:${process.getuid?.()}:${process.getgid?.()}:a b:${link}:/bin/sh\n`,
    );

    const { report } = await place.run(shell, add, {
      edit: (script) => script.replace("command -v getent", "false").replace("/etc/passwd", passwd),
    });

    expect(report?.marked).toEqual([fingerprint(ours)]);
    expect(contentOf(place.home)).toBe(line);
  });

  test("the SELinux context is the old file's, or the one that the policy has for a new file", async ({
    place,
  }) => {
    const log = join(place.folder, "log");
    const circumstances = {
      edit: (script: string) => script.replaceAll("/sys/fs/selinux/enforce", place.folder),
      programs: { chcon: `echo "chcon $*" >>${log}`, restorecon: `echo "restorecon $*" >>${log}` },
    };

    await place.run(shell, add, circumstances);
    await place.run(shell, addOf(alice), circumstances);

    expect(readFileSync(log, "utf8")).toBe(
      "restorecon .\nrestorecon ../authorized_keys\nchcon --reference=../authorized_keys ./new\n",
    );
  });
});
