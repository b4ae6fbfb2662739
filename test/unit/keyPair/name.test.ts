/** Generated names of key pairs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateName } from "../../../provider/keyPair/name";

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
