/** The stack traces that a key pair's constructor goes without. */
import { describe, expect, test } from "vitest";
import { withoutTraces } from "../../../sdk/nodejs/traces";

describe("while no traces are taken", () => {
  test("an error has none, and afterwards it has", () => {
    const takeTraces = withoutTraces();
    const without = new Error("without").stack;
    takeTraces();

    expect(without).toBe("Error: without");
    expect(new Error("with").stack).toContain("traces.test.ts");
  });

  test("an error that ends it gets one", () => {
    const takeTraces = withoutTraces();
    const thrown = new Error("no name");
    takeTraces(thrown);

    expect(thrown.stack).toContain("Error: no name");
    expect(thrown.stack).toContain("traces.test.ts");
  });
});
