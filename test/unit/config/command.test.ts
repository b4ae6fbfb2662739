/** How a process_command is split into a program and its arguments: as the vendor's own library does it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitProcessCommand } from "@alicloud/credentials/dist/src/utils/command";
import { CommandError, splitCommand } from "../../../provider/config/command";

/** A split, or undefined if there is none. */
function splitBy(split: (command: string) => string[], command: string): string[] | undefined {
  try {
    return split(command);
  } catch {
    return undefined;
  }
}

describe("a command", () => {
  it.for([
    ["at white space", "  get-key \t --role  ci\n", ["get-key", "--role", "ci"]],
    ["around double quotes", '"/opt/my tools/get" "a b"c', ["/opt/my tools/get", "a bc"]],
    ["around single quotes", String.raw`get 'a "b" \c'`, ["get", String.raw`a "b" \c`]],
    ["and keeps empty arguments", `get "" ''`, ["get", "", ""]],
    [
      "and unescapes",
      String.raw`get a\ b \"c\" "\"d\" \e \\"`,
      ["get", "a b", '"c"', String.raw`"d" \e` + " \\"],
    ],
    ["and expands nothing", "get $HOME ~ *.json; rm `x` && y", "get $HOME ~ *.json; rm `x` && y".split(" ")],
  ] as const)("is split %s", ([, command, parts]) => {
    expect(splitCommand(command, false)).toEqual(parts);
  });

  it("keeps the backslashes of Windows paths on Windows", () => {
    const command = String.raw`C:\tools\get.exe "C:\Program Files\a\" b" "say \"c\""`;

    expect(splitCommand(command, true)).toEqual([
      String.raw`C:\tools\get.exe`,
      String.raw`C:\Program Files\a" b`,
      'say "c"',
    ]);
  });

  it.for([
    ["an open quote", 'get "s3cret'],
    ["a final backslash", "get s3cret\\"],
    ["no program", "'' s3cret"],
    ["only white space", " \n"],
  ] as const)("with %s is refused without quoting it", ([, command]) => {
    const split = (): unknown => splitCommand(command, false);

    expect(split).toThrow(CommandError);
    expect(split).not.toThrow(/s3cret/);
  });

  it.for([
    ["POSIX", false],
    ["Windows", true],
  ] as const)("is split as by the vendor's library: %s", ([, isWindows]) => {
    const command = fc
      .array(fc.constantFrom("a", "b", " ", "\t", "\n", "'", '"', "\\", "$", "`", "é"), { maxLength: 14 })
      .map((characters) => characters.join(""));

    fc.assert(
      fc.property(command, (text) => {
        expect(splitBy((each) => splitCommand(each, isWindows), text)).toEqual(
          splitBy((each) => splitProcessCommand(each, isWindows), text),
        );
      }),
      { numRuns: 5_000 },
    );
  });
});
