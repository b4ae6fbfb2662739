/** Durations of `customTimeouts`. */
import { expect, it } from "vitest";
import { timeoutMs } from "../../../provider/resource/timeout";

it.each([
  ["30s", 30_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["1.5s", 1_500],
  ["250ms", 250],
  ["soon", 600_000],
])("%s is as long as in Pulumi", (duration, expected) => {
  expect(timeoutMs({ create: duration }, "create")).toBe(expected);
});

it("is ten minutes where it is unset", () => {
  expect(timeoutMs(undefined, "delete")).toBe(600_000);
});
