/** Names of key pairs: which are rejected, and which are generated. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateName, nameProblem } from "../../../provider/keyPair/name";

describe("a name", () => {
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

describe("a generated name", () => {
  it("is the resource's name, a dash and seven hex digits", () => {
    expect(generateName("dev")).toMatch(/^dev-[0-9a-f]{7}$/);
  });

  it("passes the narrowest reading of the API's rules for every resource name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (resourceName) => {
        expect(generateName(resourceName)).toMatch(/^[A-Za-z][A-Za-z0-9:_-]{1,127}$/);
      }),
    );
  });

  it("differs every time", () => {
    expect(new Set(Array.from({ length: 100 }, () => generateName("dev"))).size).toBe(100);
  });
});
