/** Deletes: sent immediately, and together while they wait because of throttling. */
import { describe, expect, it as base } from "vitest";
import type { EcsCall, EcsCalls } from "../../../provider/ecs/ask";
import { deletes } from "../../../provider/ecs/deletes";
import { NoAnswer, Refusal } from "../../../provider/rpc/errors";
import { startOperation } from "../../../provider/rpc/operation";

const silent = { say: () => undefined, warn: () => undefined };
const failures = {
  throttled: refusal("Throttling.User", 400),
  bound: refusal("InvalidParameter.KeypairAlreadyAttachedInstance", 403),
  lost: new NoAnswer("DeleteKeyPairs", "ecs", "did not respond"),
};

function refusal(code: string, httpStatus: number): Refusal {
  const response = { code, httpStatus, requestId: "R-1", apiMessage: "No." };
  return new Refusal({ action: "DeleteKeyPairs" }, response);
}

/** A region whose turns and responses the test controls. */
interface Region {
  /** Requests deletes and returns the outcome of each. */
  readonly ask: (...names: string[]) => Promise<string[]>;
  /** Gives the next turn to the call that has waited the longest. */
  readonly turn: () => Promise<void>;
  /** The failures of calls, in order; undefined for a call that succeeds. */
  readonly responses: (Error | undefined)[];
  /** The names in each call that was sent. */
  readonly calls: string[][];
}

function openRegion(turnsAtOnce: boolean): Region {
  const waiting: (() => void)[] = [];
  const calls: string[][] = [];
  const responses: (Error | undefined)[] = [];
  const turnCome = (): Promise<void> =>
    turnsAtOnce ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
  const ecsCalls: EcsCalls = {
    ask: () => Promise.reject(new Error("not used here")),
    askNow: ({ request }: EcsCall) => {
      calls.push(JSON.parse(String(request.toMap()["KeyPairNames"])) as string[]);
      const failure = responses.shift();
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
    async atTurn(_about, _operation, attempt) {
      for (;;) {
        await turnCome();
        try {
          await attempt(!turnsAtOnce);
          return;
        } catch (error) {
          if (error !== failures.throttled) throw error;
        }
      }
    },
  };
  const { deleteKeyPair } = deletes(ecsCalls);
  return {
    calls,
    responses,
    ask: (...names) =>
      Promise.all(
        names.map((keyPairName) =>
          deleteKeyPair({ regionId: "cn-hangzhou", keyPairName }, startOperation(60_000, silent)).then(
            () => "deleted",
            (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
          ),
        ),
      ),
    async turn() {
      waiting.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

const it = base.extend("free", () => openRegion(true)).extend("paced", () => openRegion(false));

describe("deletes", () => {
  it("are sent immediately, each by itself, if nothing has to wait", async ({ free }) => {
    await free.ask("a", "b");
    await free.ask("c");

    expect(free.calls).toEqual([["a"], ["b"], ["c"]]);
  });

  it("that wait because of throttling are sent together at the first turn", async ({ paced }) => {
    const outcomes = paced.ask("a", "b", "c");

    await paced.turn();

    expect(await outcomes).toEqual(["deleted", "deleted", "deleted"]);
    expect(paced.calls).toEqual([["a", "b", "c"]]);
  });

  it("are sent at turns that others no longer need", async ({ paced }) => {
    const first = paced.ask("a", "b");
    await paced.turn();
    await first;

    const second = paced.ask("c");
    await paced.turn();

    expect(await second).toEqual(["deleted"]);
    expect(paced.calls).toEqual([["a", "b"], ["c"]]);
  });

  it("wait again if throttled, and are then sent together with newer ones", async ({ paced }) => {
    paced.responses.push(failures.throttled);
    const first = paced.ask("a", "b");
    await paced.turn();

    const second = paced.ask("c");
    await paced.turn();

    expect(await Promise.all([first, second])).toEqual([["deleted", "deleted"], ["deleted"]]);
    expect(paced.calls[1]?.sort()).toEqual(["a", "b", "c"]);
  });

  it("are limited to a hundred per call", async ({ paced }) => {
    const names = Array.from({ length: 101 }, (_, index) => `pair-${index}`);
    const outcomes = paced.ask(...names);

    await paced.turn();
    await paced.turn();

    expect(new Set(await outcomes)).toEqual(new Set(["deleted"]));
    expect(paced.calls.map(({ length }) => length)).toEqual([100, 1]);
  });

  it("are sent one by one if ECS refuses them together, each with its own result", async ({ paced }) => {
    paced.responses.push(failures.bound, undefined, failures.bound);
    const outcomes = paced.ask("a", "b");

    for (let turns = 0; turns < 4; turns += 1) await paced.turn();

    expect(await outcomes).toEqual(["deleted", failures.bound.code]);
    expect(paced.calls).toEqual([["a", "b"], ["a"], ["b"]]);
  });

  it("all fail if a response is lost, because each looks up its pair before a retry", async ({ paced }) => {
    paced.responses.push(failures.lost);
    const outcomes = paced.ask("a", "b");

    await paced.turn();

    expect(await outcomes).toEqual([String(failures.lost), String(failures.lost)]);
    expect(paced.calls).toHaveLength(1);
  });
});
