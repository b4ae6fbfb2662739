/** What can happen to the script while it runs, in every shell: kills, other runs, other programs, and large files. */
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect } from "vitest";
import { keyMark, type KeyTask } from "../../../provider/authorizedKey/script";
import { alice, bob, carol, dave, ours } from "./keys";
import { test } from "./oneRun";
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
const line = `${ours} ${keyMark}\n`;
const lock = ".pulumi-alicloud-keypair.lock";

describe.skipIf(!isLinux).each(shells)("in $name", (shell) => {
  test("1 MB is no trouble", async ({ place }) => {
    const before = `${`# ${"x".repeat(97)}\n`.repeat(10_000)}${alice}\n${'command="a \\" b" '.repeat(10_000)}\n`;
    makeHome(place.home, before);

    expect((await place.run(shell, add)).report?.outcome).toBe("done");
    expect(contentOf(place.home)).toBe(`${before}${line}`);
  });

  test("runs at once lose no line", async ({ place }) => {
    makeHome(place.home, `${ours} ${keyMark}\n# x\n`);

    const results = await Promise.all([
      place.run(shell, addOf(alice)),
      place.run(shell, addOf(bob)),
      place.run(shell, remove),
      place.run(shell, addOf(carol)),
      place.run(shell, addOf(dave)),
      place.run(shell, addOf(dave)),
    ]);

    expect(results.map(({ report }) => report?.outcome)).toEqual(Array(6).fill("done"));
    const lines = contentOf(place.home)?.trimEnd().split("\n").sort();
    expect(lines).toEqual(["# x", ...[alice, bob, carol, dave].map((key) => `${key} ${keyMark}`)].sort());
    expect(place.names()).toEqual(["authorized_keys"]);
  });

  test("a lock of ten minutes ago is taken over with what is in it", async ({ place }) => {
    makeHome(place.home, `${alice}\n`);
    const path = join(place.home, ".ssh", lock);
    mkdirSync(path);
    writeFileSync(join(path, "new"), "half");
    writeFileSync(join(path, "text"), "half");
    const then = Date.now() / 1000 - 600;
    utimesSync(path, then, then);

    expect((await place.run(shell, add)).report?.outcome).toBe("done");
    expect(place.names()).toEqual(["authorized_keys"]);
  });

  test("killed at any time, it leaves the old file or the new one", async ({ place }) => {
    const before = `${alice}\n${"# x\n".repeat(20_000)}`;
    const outcomes = new Set<string | undefined>();
    makeHome(place.home, before);
    for (let wait = 0; wait < 120; wait += 8) {
      writeFileSync(keyFile(place.home), before);
      utimes(join(place.home, ".ssh", lock));
      const child = place.start(shell, add);
      await delay(wait);
      // The whole group: Cloud Assistant's timeout ends the tools with the shell.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      outcomes.add(contentOf(place.home));
    }
    utimes(join(place.home, ".ssh", lock));

    expect([...outcomes].every((content) => content === before || content === `${before}${line}`)).toBe(true);
    expect((await place.run(shell, add)).report?.outcome).toBe("done");
    expect(place.names()).toEqual(["authorized_keys"]);
  });

  test("terminated while it waits for the disk, it cleans up", async ({ place }) => {
    makeHome(place.home, `${alice}\n`);
    const edit = (script: string) => script.replace("sync ./new", () => "kill -TERM $$; sleep 1");

    const result = await place.run(shell, add, { edit });

    expect(result).toMatchObject({ exitCode: 143, output: "", after: `${alice}\n` });
    expect(place.names()).toEqual(["authorized_keys"]);
  });

  test("a file that somebody else replaces meanwhile is not overwritten", async ({ place }) => {
    makeHome(place.home, `${alice}\n`);
    const edit = (script: string) => script.replace("sync ./new", `echo '# theirs' >>../authorized_keys`);

    const result = await place.run(shell, add, { edit });

    expect(result).toMatchObject({ refusal: { code: "Busy" }, after: `${alice}\n# theirs\n` });
    expect(place.names()).toEqual(["authorized_keys"]);
  });
});

/** Makes a lock that a killed run left old enough to be taken over. */
function utimes(path: string): void {
  if (existsSync(path)) {
    utimesSync(path, 1, 1);
  }
}
