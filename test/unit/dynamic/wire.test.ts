/** Unknown values between the dynamic host's wire form and the core's. */
import { describe, expect, it } from "vitest";
import { fromWire, toWire, unknownText } from "../../../provider/dynamic/wire";
import { unknown } from "../../../provider/resource/values";

describe("an unknown value", () => {
  const wire = { keyPairName: unknownText, tags: { a: unknownText, b: "b" }, list: [unknownText, "c"] };
  const core = { keyPairName: unknown, tags: { a: unknown, b: "b" }, list: [unknown, "c"] };

  it("is found at any depth", () => {
    expect(fromWire(wire)).toEqual(core);
  });

  it("converts back unchanged", () => {
    expect(toWire(core)).toEqual(wire);
  });
});
