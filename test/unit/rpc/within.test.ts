/** Waiting no longer than there is time. */
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { within } from "../../../provider/rpc/within";

const never = new Promise<string>(() => undefined);
const nothing = () => undefined;

it("gives what comes in time", async () => {
  expect(await within(60_000, Promise.resolve("answer"), nothing)).toBe("answer");
});

it("goes on with something else once the time is over", async () => {
  expect(await within(1, never, nothing)).toBeUndefined();
});

it("fails with what is thrown once the time is over", async () => {
  const late = () => {
    throw new Error("too late");
  };

  await expect(within(1, never, late)).rejects.toThrow("too late");
});

it("waits for a very long time where it is to", async () => {
  expect(await within(Infinity, setImmediate("answer"), nothing)).toBe("answer");
});

it("has Node warn of nothing where the time is over already", async () => {
  const over = new AbortController();
  const warned = once(process, "warning", { signal: over.signal }).catch(() => "no warning");

  const given = await within(-1, never, nothing);
  await setImmediate();
  over.abort();

  expect({ given, warned: await warned }).toEqual({ given: undefined, warned: "no warning" });
});
