/** Many key pairs and many stacks at once on the real engine. */
import { describe, expect } from "vitest";
import { attemptTag, createCalls, mostCallsForOnePair, publicHalfOf } from "../lifecycle/fixtures";
import { it as base } from "./fixtures";
import { succeed, type Stack } from "./stack";

/** A program with so many key pairs of generated names, each with its outputs under its resource's name. */
function pairs(count: number): string {
  return `
const alicloud = require("pulumi-alicloud-keypair");
for (let n = 0; n < ${count}; n += 1) {
  const { keyPairName, privateKey, attempt } = new alicloud.KeyPair("dev-" + n);
  exports["dev-" + n] = { keyPairName, privateKey, attempt };
}
`;
}

interface Kept {
  readonly keyPairName: string;
  readonly privateKey: string;
  readonly attempt: string;
}

/** Every pair that a stack's outputs hold: its name, its attempt, and the public half of its private key. */
async function kept(stack: Stack): Promise<[string, string, string][]> {
  const outputs = Object.values(await stack.outputs()) as Kept[];
  return outputs.map(({ keyPairName, privateKey, attempt }) => [
    keyPairName,
    attempt,
    publicHalfOf(privateKey),
  ]);
}

describe("fifty key pairs in one up", () => {
  base("are made by fifty calls, each with the private key of its own pair", async ({ open, emulator }) => {
    const stack = await open({ program: pairs(50) });

    await succeed(stack.up());

    const made = emulator.keyPairs().map((pair) => [pair.keyPairName, pair.tags[attemptTag], pair.publicKey]);
    expect(made).toHaveLength(50);
    expect(made.sort()).toEqual((await kept(stack)).sort());
    expect(await stack.keyPairs()).toHaveLength(50);
    expect(createCalls(emulator).all).toBe(50);
    expect(emulator.calls().filter((call) => call.action === "GetCallerIdentity")).toHaveLength(1);
  });
});

describe("ten stacks under one account's rate limit", () => {
  const it = base.extend({ emulatorOptions: { keyPool: 8 } });

  it("all succeed in a bounded number of calls, with no pair too many", async ({ open, emulator }) => {
    const stacks = await Promise.all(
      Array.from({ length: 10 }, (_, n) => open({ program: pairs(3), project: `stack-${n}` })),
    );
    emulator.setConditions({ queriesPerSecond: { "*": 2 } });

    const seconds = await Promise.all(stacks.map(secondsOfUp));

    const made = emulator.keyPairs().map((pair) => [pair.keyPairName, pair.tags[attemptTag], pair.publicKey]);
    const all = await Promise.all(stacks.map(kept));
    expect(made).toHaveLength(30);
    expect(made.sort()).toEqual(all.flat().sort());
    const { refused, mostForOnePair } = createCalls(emulator);
    expect(refused).toBeGreaterThan(0);
    expect(mostForOnePair).toBeLessThanOrEqual(mostCallsForOnePair);
    console.log(
      `ten stacks: fastest ${Math.min(...seconds).toFixed(1)} s, slowest ${Math.max(...seconds).toFixed(1)} s; ` +
        `30 pairs, ${refused} refusals, at most ${mostForOnePair} calls for one pair`,
    );
  });
});

async function secondsOfUp(stack: Stack): Promise<number> {
  const startedMs = performance.now();
  await succeed(stack.up());
  return (performance.now() - startedMs) / 1000;
}
