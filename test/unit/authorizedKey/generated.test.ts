/** The script in every shell against 500 generated files, and what has to hold for any file. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyMark, type KeyTask } from "../../../provider/authorizedKey/script";
import { alice, bob, carol, dave, fingerprint, ours } from "./keys";
import { expected } from "./model";
import { isLinux, runAll, shells, type Case } from "./shells";

const key = fc.constantFrom(ours, ours, ours, alice, bob, carol, dave);
const blank = fc.constantFrom(" ", " ", " ", "\t", "  ", " \t ");
const comment = fc.constantFrom(
  "",
  "",
  ` ${keyMark}`,
  `\t${keyMark} \t`,
  ` ${keyMark} 2`,
  " me@home",
  ' "',
  ` ${ours}`,
);
const junk = fc
  .array(fc.integer({ min: 1, max: 255 }), { maxLength: 20 })
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10)).toString("latin1"));

/** Any of what options are made of, so that quotes and backslashes meet in every way. */
const soup = fc
  .array(
    fc.constantFrom(
      '"',
      '"',
      "\\",
      "\\",
      " ",
      "\t",
      ",",
      "#",
      "=",
      "a",
      "no-pty",
      "Cert-Authority",
      ours,
      "ssh-rsa ",
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const option = fc.constantFrom(
  "no-pty",
  "cert-authority",
  'command="ls \\"a b\\" # c"',
  'from="10.0.0.1, ::1",NO-PTY',
  'environment="A=\\\\"',
  'expiry-time="20200101"',
  'a="",cert-authority',
);

const broken = fc.oneof(
  fc.constantFrom(alice, carol, dave).map((whole) => whole.slice(0, -4)),
  key.map((whole) => whole.replace("AAAA", "AAA!")),
  key.map((whole) => whole.replace(" ", "")),
  key.map((whole) => `${whole}=`),
);

const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom("", "", "", " ", "\t"), key, comment).map((all) => all.join("")),
  },
  { weight: 3, arbitrary: fc.tuple(option, blank, key, comment).map((all) => all.join("")) },
  { weight: 3, arbitrary: fc.tuple(soup, blank, key, comment).map((all) => all.join("")) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom("#", " # ", "\t#"), key).map((all) => all.join("")) },
  { weight: 1, arbitrary: broken },
  { weight: 1, arbitrary: fc.tuple(key, junk).map((all) => all.join("")) },
  { weight: 2, arbitrary: junk },
  { weight: 1, arbitrary: fc.constantFrom("", " ", "\t", "# comment", "x".repeat(9000)) },
);

const file = fc
  .tuple(
    fc.array(fc.tuple(line, fc.constantFrom("\n", "\n", "\n", "\r\n")), { maxLength: 4 }),
    fc.oneof(fc.constant(""), line),
  )
  .map(([lines, open]) => [...lines.flat(), open].join(""));

const task: fc.Arbitrary<KeyTask> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: "add", publicKey: ours } as const) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        kind: fc.constant("remove" as const),
        publicKey: fc.constant(ours),
        onlyMarked: fc.boolean(),
        keepLast: fc.boolean(),
        requires: fc.constantFrom(alice, bob),
      },
      { requiredKeys: ["kind", "publicKey", "onlyMarked", "keepLast"] },
    ),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "list" } as const) },
);

const oneCase: fc.Arbitrary<Case> = fc.record({
  task,
  before: fc.option(file, { nil: undefined, freq: 40 }),
});

const seed = Number(process.env["AUTHORIZED_KEY_SEED"] ?? Date.now() % 2 ** 31);

describe.skipIf(!isLinux)(`generated files, AUTHORIZED_KEY_SEED=${seed}`, () => {
  const cases = fc.sample(oneCase, { numRuns: 500, seed });

  it.concurrent.each(shells)(
    "500 in $name: every byte, the outcome and the fingerprints are as they have to be",
    async (shell) => {
      const results = await runAll(shell, cases);

      const wrong = cases.flatMap(({ before, task }, index) => {
        const { after, outcome, keys } = expected(before, task);
        const wanted = { after, outcome, fingerprints: keys.map(fingerprint) };
        const { output, report, after: found } = results[index] ?? {};
        const got = { after: found, outcome: report?.outcome, fingerprints: report?.fingerprints };
        return JSON.stringify(got) === JSON.stringify(wanted) ? [] : [{ before, task, wanted, got, output }];
      });
      expect(wrong.slice(0, 3)).toEqual([]);
    },
  );

  it.concurrent.each(shells)(
    "10 in $name: adding again changes nothing, and removing restores the file",
    async (shell) => {
      const add: KeyTask = { kind: "add", publicKey: ours };
      const remove: KeyTask = { kind: "remove", publicKey: ours, onlyMarked: true, keepLast: false };
      const files = fc.sample(
        file.filter((content) => !content.includes(ours)),
        { numRuns: 10, seed },
      );
      const after = async (task: KeyTask, contents: readonly (string | undefined)[]) =>
        (
          await runAll(
            shell,
            contents.map((before) => ({ before, task })),
          )
        ).map((result) => result.after);

      const once = await after(add, files);
      const twice = await after(add, once);
      const restored = await after(remove, twice);

      expect(twice).toEqual(once);
      expect(restored).toEqual(files.map(ended));
    },
  );
});

/** Adding ends the last line. */
function ended(content: string): string {
  return content === "" || content.endsWith("\n") ? content : `${content}\n`;
}
