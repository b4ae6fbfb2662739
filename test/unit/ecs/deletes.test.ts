/** Deletes: at once, and together where flow control makes them wait. */
import { describe, expect, it as base } from "vitest";
import type { Asked, Asking } from "../../../provider/ecs/ask";
import { deletes } from "../../../provider/ecs/deletes";
import { NoAnswer, Refusal } from "../../../provider/rpc/errors";
import { startOperation } from "../../../provider/rpc/operation";

const silent = { say: () => undefined, warn: () => undefined };
const failures = {
  throttled: refusal("Throttling.User", 400),
  bound: refusal("InvalidParameter.KeypairAlreadyAttachedInstance", 403),
  lost: new NoAnswer("DeleteKeyPairs", "ecs", "did not answer"),
};

function refusal(code: string, httpStatus: number): Refusal {
  const answer = { code, httpStatus, requestId: "R-1", apiMessage: "No." };
  return new Refusal({ action: "DeleteKeyPairs" }, answer);
}

/** A region whose turns the test gives, and whose answers it settles. */
interface Region {
  /** Asks for deletes, and gives what becomes of each in the end. */
  readonly ask: (...names: string[]) => Promise<string[]>;
  /** Gives the next turn, to whoever waits the longest; without any, turns come at once. */
  readonly turn: () => Promise<void>;
  /** What calls fail with, in their order; undefined for one that succeeds. */
  readonly answers: (Error | undefined)[];
  /** The names of each call that was sent. */
  readonly calls: string[][];
}

function openRegion(turnsAtOnce: boolean): Region {
  const waiting: (() => void)[] = [];
  const calls: string[][] = [];
  const answers: (Error | undefined)[] = [];
  const turnCome = (): Promise<void> =>
    turnsAtOnce ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
  const asking: Asking = {
    ask: () => Promise.reject(new Error("not asked for here")),
    askNow: ({ request }: Asked) => {
      calls.push(JSON.parse(String(request.toMap()["KeyPairNames"])) as string[]);
      const failure = answers.shift();
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
  const { deleteKeyPair } = deletes(asking);
  return {
    calls,
    answers,
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
  it("go out at once, each by itself, where nothing has to wait", async ({ free }) => {
    await free.ask("a", "b");
    await free.ask("c");

    expect(free.calls).toEqual([["a"], ["b"], ["c"]]);
  });

  it("that wait for flow control go out together at the first turn", async ({ paced }) => {
    const outcomes = paced.ask("a", "b", "c");

    await paced.turn();

    expect(await outcomes).toEqual(["deleted", "deleted", "deleted"]);
    expect(paced.calls).toEqual([["a", "b", "c"]]);
  });

  it("are sent at the turns that others have left over", async ({ paced }) => {
    const first = paced.ask("a", "b");
    await paced.turn();
    await first;

    const second = paced.ask("c");
    await paced.turn();

    expect(await second).toEqual(["deleted"]);
    expect(paced.calls).toEqual([["a", "b"], ["c"]]);
  });

  it("wait again where flow control refuses them, and take newer ones along", async ({ paced }) => {
    paced.answers.push(failures.throttled);
    const first = paced.ask("a", "b");
    await paced.turn();

    const second = paced.ask("c");
    await paced.turn();

    expect(await Promise.all([first, second])).toEqual([["deleted", "deleted"], ["deleted"]]);
    expect(paced.calls[1]?.sort()).toEqual(["a", "b", "c"]);
  });

  it("are a hundred to a call at most", async ({ paced }) => {
    const names = Array.from({ length: 101 }, (_, index) => `pair-${index}`);
    const outcomes = paced.ask(...names);

    await paced.turn();
    await paced.turn();

    expect(new Set(await outcomes)).toEqual(new Set(["deleted"]));
    expect(paced.calls.map(({ length }) => length)).toEqual([100, 1]);
  });

  it("go out alone where ECS refuses them together, so that each gets what is its own", async ({ paced }) => {
    paced.answers.push(failures.bound, undefined, failures.bound);
    const outcomes = paced.ask("a", "b");

    for (let turns = 0; turns < 4; turns += 1) await paced.turn();

    expect(await outcomes).toEqual(["deleted", failures.bound.code]);
    expect(paced.calls).toEqual([["a", "b"], ["a"], ["b"]]);
  });

  it("each learn that an answer was lost, for each looks before it sends again", async ({ paced }) => {
    paced.answers.push(failures.lost);
    const outcomes = paced.ask("a", "b");

    await paced.turn();

    expect(await outcomes).toEqual([String(failures.lost), String(failures.lost)]);
    expect(paced.calls).toHaveLength(1);
  });
});
