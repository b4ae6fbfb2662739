/** What the script refuses, in every shell: it says why with a code, exits with that code's number, and changes nothing. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { describe, expect } from "vitest";
import { test } from "./oneRun";
import { add, list, refused, withSettings } from "./refused";
import { isLinux, shells } from "./shells";

/** All that is in a folder, with owners, modes and contents. */
function tree(folder: string): string {
  const find = [
    "-exec",
    "ls",
    "-ldn",
    "--time-style=+",
    "{}",
    ";",
    "-type",
    "f",
    "-exec",
    "cksum",
    "{}",
    ";",
  ];
  return execFileSync("find", [folder, ...find], { encoding: "utf8" });
}

describe.skipIf(!isLinux).each(shells)("in $name", (shell) => {
  test.for(refused)(
    "$name is refused with $code",
    async ({ when, task = add, code, exitCode }, { place }) => {
      const circumstances = when(place.home);
      const before = tree(place.home);

      const result = await place.run(shell, task, circumstances);

      expect(result).toMatchObject({ exitCode, refusal: { code }, report: undefined });
      expect(result.output).toMatch(/^error [^\n]+\n$/);
      expect(tree(place.home)).toBe(before);
    },
  );

  test("a list refuses nothing because of sshd, but is not confirmed", async ({ place }) => {
    const circumstances = withSettings("authorizedkeysfile none")(place.home);

    const result = await place.run(shell, list, circumstances);

    expect(result.report).toMatchObject({ isConfirmed: false, outcome: "done", plain: [expect.any(String)] });
  });

  test("what is no directory of the user's is left as it is found", async ({ place }) => {
    rmSync(place.home, { recursive: true });

    expect(await place.run(shell, add)).toMatchObject({ refusal: { code: "NoHome" } });
  });
});
