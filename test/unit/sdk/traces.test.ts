/** The stack traces that a key pair's constructor disables. */
import { describe, expect, test } from "vitest";
import { withoutTraces } from "../../../sdk/nodejs/traces";

describe("while traces are disabled", () => {
  test("an error has none, and one created later has one", () => {
    const restoreTraces = withoutTraces();
    const without = new Error("without").stack;
    restoreTraces();

    expect(without).toBe("Error: without");
    expect(new Error("with").stack).toContain("traces.test.ts");
  });

  test("an error that ends it gets one", () => {
    const restoreTraces = withoutTraces();
    const thrown = new Error("no name");
    restoreTraces(thrown);

    expect(thrown.stack).toContain("Error: no name");
    expect(thrown.stack).toContain("traces.test.ts");
  });
});
