/** The pace that flow control teaches. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { EcsRefusal } from "../../../provider/ecs/errors";
import { openPaces, type Paces } from "../../../provider/ecs/pace";

const longestWaitMs = 600_000;

function throttling(): EcsRefusal {
  const answer = { code: "Throttling.User", httpStatus: 400, requestId: undefined, apiMessage: "" };
  return new EcsRefusal({ action: "CreateKeyPair" }, answer);
}

/** An API that lets so many calls through in each second. */
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

/** Sends until so many calls have passed, eight at a time, refused ones again at once. */
async function passAll(paces: Paces, send: () => Promise<void>, count: number): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await paces.keep("create", longestWaitMs, send).catch(() => {
        left += 1;
      });
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
  it("holds nothing up where nothing is throttled", async () => {
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

  it("is each action's own", async () => {
    const paces = openPaces();
    await expect(paces.keep("create", longestWaitMs, () => Promise.reject(throttling()))).rejects.toThrow();
    const nothing = (): Promise<string> => Promise.resolve("answer");

    const others = await Promise.all([1, 2, 3].map(() => paces.keep("describe", longestWaitMs, nothing)));

    expect(others).toEqual(["answer", "answer", "answer"]);
  });

  it("makes no call miss the end of its operation", async () => {
    const paces = openPaces();
    await expect(paces.keep("create", 0, () => Promise.reject(throttling()))).rejects.toThrow();

    const answer = paces.keep("create", 0, () => Promise.resolve("sent"));
    await vi.advanceTimersByTimeAsync(0);

    expect(await answer).toBe("sent");
  });
});
