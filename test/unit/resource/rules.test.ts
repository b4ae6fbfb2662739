/** The check rules that all resources share. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldProblems, nameProblem } from "../../../provider/resource/rules";
import { unknown } from "../../../provider/resource/values";

describe("the name of a key pair", () => {
  it.each(["de", "Dev", "dev-1", "dev:1_2", "d".repeat(128), "dév", "d中文", "𝒟ev"])(
    "such as %s passes",
    (name) => {
      expect(nameProblem(name)).toBeUndefined();
    },
  );

  it.each([
    ["d", "2 to 128"],
    ["d".repeat(129), "not 129"],
    ["1dev", "start with a letter"],
    ["-dev", "start with a letter"],
    ["my dev", "only letters"],
    ["dev*", "only letters"],
    ["dev\n", "only letters"],
    ["https://dev", "https://"],
  ])("such as %j is rejected", (name, rule) => {
    expect(nameProblem(name)).toContain(rule);
  });

  it("of any characters is checked without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(() => nameProblem(name)).not.toThrow();
      }),
    );
  });
});

describe("an argument", () => {
  const fields = {
    ids: { kind: "set", change: "in place" },
    size: { kind: { from: 1, to: 100 }, change: "kept" },
  } as const;
  const noSpace = (text: string) => (text.includes(" ") ? `has a space (${text})` : undefined);
  const problems = (inputs: Record<string, unknown>) =>
    fieldProblems(fields, "a thing", inputs, { ids: noSpace });

  it.each([
    [{ ids: [] }],
    [{ ids: ["a", "a"] }],
    [{ ids: ["a", unknown] }],
    [{ ids: unknown, size: unknown }],
  ])("that fits passes: %j", (inputs) => {
    expect(problems(inputs)).toEqual([]);
  });

  it.each([
    [{ ids: "a" }, "ids must be a list of strings"],
    [{ ids: ["a", 1] }, "ids must be a list of strings"],
    [{ ids: ["a", "b c"] }, "ids has a space (b c)"],
    [{ size: 0 }, "size must be a whole number from 1 to 100"],
    [{ size: 1.5 }, "size must be a whole number from 1 to 100"],
    [{ size: "1" }, "size must be a whole number from 1 to 100"],
    [{ sizes: 1 }, "unknown argument sizes: a thing takes ids, size"],
  ])("that does not is named: %j", (inputs, problem) => {
    expect(problems(inputs)).toEqual([problem]);
  });
});
