/** Questions that are gathered into one call. */
import { beforeEach, describe, expect, it as base, vi } from "vitest";
import { gather, type Gathering } from "../../../provider/ecs/gather";

/** What is served, call by call. The answer to each question is the question in capitals; "no" is refused. */
interface Service {
  readonly calls: string[][];
  readonly ask: (question: string) => Promise<string>;
  /** Answers the calls that wait for it. */
  readonly answer: () => Promise<void>;
}

function openService(gathering: Gathering): Service {
  const calls: string[][] = [];
  let waiting: (() => void)[] = [];
  const ask = gather<string, string>(async (asked) => {
    calls.push([...asked]);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return asked.map((question) => (question === "no" ? new Error("refused") : question.toUpperCase()));
  }, gathering);
  return {
    calls,
    ask,
    answer: async () => {
      waiting.forEach((resolve) => {
        resolve();
      });
      waiting = [];
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const it = base.extend<{ gathering: Gathering; service: Service }>({
  gathering: { firstQuietMs: 10, quietMs: 100, longestMs: 1_000, most: 5 },
  service: async ({ gathering }, use) => {
    await use(openService(gathering));
  },
});

beforeEach(() => {
  vi.useFakeTimers();
  return () => {
    vi.useRealTimers();
  };
});

describe("questions that are gathered", () => {
  it("are served together once it is quiet, each with its own answer", async ({ service, gathering }) => {
    const answers = ["a", "b", "c"].map((question) => service.ask(question));
    await vi.advanceTimersByTimeAsync(gathering.firstQuietMs);

    await service.answer();

    expect(service.calls).toEqual([["a", "b", "c"]]);
    expect(await Promise.all(answers)).toEqual(["A", "B", "C"]);
  });

  it("fail each for itself", async ({ service, gathering }) => {
    const answers = Promise.allSettled(["a", "no"].map((question) => service.ask(question)));
    await vi.advanceTimersByTimeAsync(gathering.firstQuietMs);

    await service.answer();

    expect(await answers).toMatchObject([
      { status: "fulfilled", value: "A" },
      { status: "rejected", reason: new Error("refused") },
    ]);
  });

  it("are served at once when as many wait as ever did", async ({ service, gathering }) => {
    void service.ask("a");
    void service.ask("b");
    await vi.advanceTimersByTimeAsync(gathering.firstQuietMs);
    await service.answer();

    void service.ask("c");
    await vi.advanceTimersByTimeAsync(0);
    const callsOfOne = service.calls.length;
    void service.ask("d");
    await vi.advanceTimersByTimeAsync(0);

    expect(callsOfOne).toBe(1);
    expect(service.calls).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  it("wait for those of the call that is under way", async ({ service, gathering }) => {
    void service.ask("a");
    await vi.advanceTimersByTimeAsync(gathering.firstQuietMs);
    void service.ask("b");
    void service.ask("c");
    await vi.advanceTimersByTimeAsync(gathering.longestMs / 2);

    await service.answer();
    void service.ask("d");
    await vi.advanceTimersByTimeAsync(0);

    expect(service.calls).toEqual([["a"], ["b", "c", "d"]]);
  });

  it("do not wait for ever on a call that hangs", async ({ service, gathering }) => {
    void service.ask("a");
    await vi.advanceTimersByTimeAsync(gathering.firstQuietMs);
    void service.ask("b");

    await vi.advanceTimersByTimeAsync(gathering.longestMs);

    expect(service.calls).toEqual([["a"], ["b"]]);
  });

  it("wait longer where the next ones come slowly", async ({ service, gathering }) => {
    for (const question of ["a", "b", "c"]) {
      void service.ask(question);
    }
    await vi.advanceTimersByTimeAsync(gathering.firstQuietMs);
    await service.answer();
    void service.ask("d");
    await vi.advanceTimersByTimeAsync(gathering.quietMs - 1);
    void service.ask("e");

    await vi.advanceTimersByTimeAsync(2 * gathering.quietMs);

    expect(service.calls).toEqual([["a", "b", "c"]]);
    await vi.advanceTimersByTimeAsync(gathering.quietMs);
    expect(service.calls).toEqual([
      ["a", "b", "c"],
      ["d", "e"],
    ]);
  });

  it("are served as many at a time as one call takes", async ({ service, gathering }) => {
    for (const question of ["a", "b", "c", "d", "e", "f"]) {
      void service.ask(question);
    }

    await vi.advanceTimersByTimeAsync(gathering.longestMs);

    expect(service.calls).toEqual([["a", "b", "c", "d", "e"], ["f"]]);
  });
});
