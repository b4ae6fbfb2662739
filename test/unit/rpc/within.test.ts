/** Waiting until a deadline. */
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { within } from "../../../provider/rpc/within";

const never = new Promise<string>(() => undefined);
const nothing = () => undefined;

it("returns a result that arrives in time", async () => {
  expect(await within(60_000, Promise.resolve("result"), nothing)).toBe("result");
});

it("returns the substitute after the deadline", async () => {
  expect(await within(1, never, nothing)).toBeUndefined();
});

it("throws the given error after the deadline", async () => {
  const late = () => {
    throw new Error("too late");
  };

  await expect(within(1, never, late)).rejects.toThrow("too late");
});

it("accepts an infinite timeout", async () => {
  expect(await within(Infinity, setImmediate("result"), nothing)).toBe("result");
});

it("causes no warning from Node if the deadline has already passed", async () => {
  const over = new AbortController();
  const warned = once(process, "warning", { signal: over.signal }).catch(() => "no warning");

  const given = await within(-1, never, nothing);
  await setImmediate();
  over.abort();

  expect({ given, warned: await warned }).toEqual({ given: undefined, warned: "no warning" });
});
