/** Listings that many lookups share. */
import { beforeEach, describe, expect, it as base, vi } from "vitest";
import { NoAnswer, Refusal, Unreachable } from "../../../provider/rpc/errors";
import { openListings } from "../../../provider/ecs/listings";
import { startOperation } from "../../../provider/rpc/operation";

/** How long each test waits for a response. */
const waitedMs = 1_000;
const ages = { young: 29_000, old: 30_000 };
const silent = { say: () => undefined, warn: () => undefined };
const refusal = new Refusal(
  { action: "DescribeKeyPairs" },
  { code: "Forbidden.RAM", httpStatus: 403, requestId: undefined, apiMessage: "" },
);

interface Region {
  readonly pagesRead: () => number;
  /** The failures of pages, by number; each occurs once. */
  readonly failures: Map<number, Error>;
  /** What pages wait for, by number. */
  readonly held: Map<number, Promise<void>>;
  /** Requests pairs at the same time, and returns the names of those in a listing. */
  readonly find: (...numbers: number[]) => Promise<(string | undefined)[]>;
}

/** Opens a region with this many pairs, `pair-0` and so on. */
function openRegion(size: number): Region {
  let pagesRead = 0;
  const failures = new Map<number, Error>();
  const held = new Map<number, Promise<void>>();
  const listings = openListings(async (_regionId, pageNumber) => {
    pagesRead += 1;
    await held.get(pageNumber);
    const failure = failures.get(pageNumber);
    failures.delete(pageNumber);
    const start = 50 * (pageNumber - 1);
    const length = Math.max(Math.min(50, size - start), 0);
    const keyPairs = Array.from({ length }, (_, n) => ({ keyPairName: `pair-${start + n}`, tags: [] }));
    if (failure !== undefined) {
      throw failure;
    }
    return { keyPairs, total: size };
  });
  return {
    pagesRead: () => pagesRead,
    failures,
    held,
    find: async (...numbers) => {
      const asked = numbers.map(async (number) => {
        const ref = { regionId: "cn-hangzhou", keyPairName: `pair-${number}` };
        return (await listings.find(ref, startOperation(600_000, silent)))?.keyPairName;
      });
      const found = Promise.all(asked);
      found.catch(() => undefined);
      await vi.advanceTimersByTimeAsync(waitedMs);
      return found;
    },
  };
}

const it = base.extend<{ size: number; region: Region }>({
  size: 500,
  region: async ({ size }, use) => {
    await use(openRegion(size));
  },
});

beforeEach(() => {
  vi.useFakeTimers();
  return () => {
    vi.useRealTimers();
  };
});

describe("a listing", () => {
  it("contains every requested pair while it is young", async ({ region }) => {
    await region.find(0, 1, 2, 3);
    await vi.advanceTimersByTimeAsync(ages.young - waitedMs);

    const [found] = await region.find(499);

    expect(found).toBe("pair-499");
    expect(region.pagesRead()).toBe(10);
  });

  it("is requested again when it is old", async ({ region }) => {
    await region.find(0, 1, 2, 3);
    await vi.advanceTimersByTimeAsync(ages.old);

    await region.find(4, 5, 6, 7);

    expect(region.pagesRead()).toBe(20);
  });

  it("is not requested for one pair", async ({ region }) => {
    const found = await region.find(0);

    expect(found).toEqual([undefined]);
    expect(region.pagesRead()).toBe(0);
  });

  it("is not requested if exact lookups cost less", async () => {
    const region = openRegion(5_000);

    const found = await region.find(0, 4_999);

    expect(found).toEqual(["pair-0", undefined]);
    expect(region.pagesRead()).toBe(1);
  });

  it("is requested once exact lookups have cost as much", async () => {
    const region = openRegion(5_000);
    for (let start = 1_000; start < 1_040; start += 8) {
      await region.find(...Array.from({ length: 8 }, (_, n) => start + n));
    }

    const [found] = await region.find(4_999);

    expect(found).toBe("pair-4999");
    expect(region.pagesRead()).toBe(1 + 100);
  });

  it("is not retried if it was refused", async ({ region }) => {
    region.failures.set(1, refusal);
    const refused = await region.find(0, 1, 2, 3);

    const later = await region.find(4, 5, 6, 7);

    expect([...refused, ...later].every((name) => name === undefined)).toBe(true);
    expect(region.pagesRead()).toBe(1);
  });

  it("returns a pair as soon as its page arrives", async ({ region }) => {
    let release = (): void => undefined;
    region.held.set(2, new Promise((resolve) => (release = resolve)));

    const onHeldPage = region.find(96, 97, 98, 99);
    const [found] = await region.find(0);
    release();

    expect(found).toBe("pair-0");
    expect(await onHeldPage).toEqual(["pair-96", "pair-97", "pair-98", "pair-99"]);
  });

  it("contains what was read even if a response was lost", async ({ region }) => {
    region.failures.set(3, new NoAnswer("DescribeKeyPairs", "ecs", "closed the connection"));

    const found = await region.find(0, 99, 100, 149, 450);

    expect(found).toEqual(["pair-0", "pair-99", undefined, undefined, "pair-450"]);
  });

  it("fails for all if ECS can't be reached, and is retried", async ({ region }) => {
    region.failures.set(1, new Unreachable("DescribeKeyPairs", "ecs", "connection refused"));
    await expect(region.find(0, 1, 2, 3)).rejects.toThrow(Unreachable);

    const found = await region.find(0, 1, 2, 3);

    expect(found).toEqual(["pair-0", "pair-1", "pair-2", "pair-3"]);
  });
});
