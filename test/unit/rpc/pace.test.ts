/** The pace learned from throttling. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Refusal } from "../../../provider/rpc/errors";
import { startOperation, type Operation } from "../../../provider/rpc/operation";
import { openPaces, type Paces } from "../../../provider/rpc/pace";

const tenMinutesMs = 600_000;

function operationOf(timeoutMs: number, said: string[] = []): Operation {
  return startOperation(timeoutMs, {
    say: (message) => said.push(message),
    warn: (message) => said.push(message),
  });
}

function throttling(): Refusal {
  const response = { code: "Throttling.User", httpStatus: 400, requestId: undefined, apiMessage: "" };
  return new Refusal({ action: "CreateKeyPair" }, response);
}

/** An API that accepts this many calls in each second. */
function openApi(perSecond: number): { send: () => Promise<void>; sent: () => number; passed: () => number } {
  const passes: number[] = [];
  let sent = 0;
  return {
    send: () => {
      sent += 1;
      const second = Math.floor(performance.now() / 1_000);
      if (passes.filter((pass) => pass === second).length >= perSecond) {
        return Promise.reject(throttling());
      }
      passes.push(second);
      return Promise.resolve();
    },
    sent: () => sent,
    passed: () => passes.length,
  };
}

/** Sends this many calls, eight at a time. */
async function passAll(paces: Paces, send: () => Promise<void>, count: number): Promise<void> {
  let left = count;
  const sendOne = async (): Promise<void> => {
    await send();
    paces.passed("create");
  };
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await paces.keep("create", operationOf(tenMinutesMs), sendOne);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => {
    vi.useRealTimers();
  };
});

describe("the pace", () => {
  it("delays nothing if nothing is throttled", async () => {
    const api = openApi(Infinity);

    await passAll(openPaces(), api.send, 1_000);

    expect(api.passed()).toBe(1_000);
  });

  it("comes close to the limit and stays there", async () => {
    const api = openApi(10);

    const all = passAll(openPaces(), api.send, 200);
    await vi.advanceTimersByTimeAsync(24_000);

    await all;
    expect(api.passed()).toBe(200);
    expect(api.sent()).toBeLessThan(1.3 * 200);
  });

  it("finds a higher limit", async () => {
    const api = { ...openApi(2), fast: openApi(20) };
    const paces = openPaces();
    const slow = passAll(paces, api.send, 20);
    await vi.advanceTimersByTimeAsync(20_000);
    await slow;

    const all = passAll(paces, api.fast.send, 400);
    await vi.advanceTimersByTimeAsync(40_000);

    await all;
    expect(api.fast.passed()).toBe(400);
  });

  it("is separate for each action", async () => {
    const paces = openPaces();
    const api = openApi(0);
    const refused = expect(paces.keep("create", operationOf(0), api.send)).rejects.toThrow(Refusal);
    await vi.advanceTimersByTimeAsync(0);
    const nothing = (): Promise<string> => Promise.resolve("response");

    const others = await Promise.all(
      [1, 2, 3].map(() => paces.keep("describe", operationOf(tenMinutesMs), nothing)),
    );

    await refused;
    expect(others).toEqual(["response", "response", "response"]);
  });

  it("makes no call miss its operation's deadline", async () => {
    const paces = openPaces();
    const throttled = paces.keep("create", operationOf(tenMinutesMs), openApi(0).send);
    void throttled.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(10_000);

    const sent = paces.keep("create", operationOf(0), () => Promise.resolve("sent"));
    await vi.advanceTimersByTimeAsync(0);

    expect(await sent).toBe("sent");
  });

  it("fails with the last throttling error at the operation's deadline, and reports once that it retries", async () => {
    const said: string[] = [];
    const api = openApi(0);

    const refused = expect(openPaces().keep("create", operationOf(20_000, said), api.send)).rejects.toThrow(
      "Throttling.User",
    );
    await vi.advanceTimersByTimeAsync(25_000);

    await refused;
    expect(said).toEqual([expect.stringContaining("retrying")]);
    expect(api.sent()).toBeLessThan(20);
  });
});
