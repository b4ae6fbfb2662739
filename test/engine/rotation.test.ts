/** docs/rotation.md: its programs, and what becomes of pairs that instances are bound to. */
import { readFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { blocks } from "./blocks";
import { it } from "./fixtures";
import { succeed } from "./stack";

const page = "docs/rotation.md";
const regionId = "cn-hangzhou";

async function programs(): Promise<string[]> {
  const found = await blocks(page);
  return found.flatMap(({ mark = "", text }) => (mark.startsWith("run: ") ? [text] : []));
}

describe("the page on rotation", () => {
  it("has programs that are all run here", async () => {
    const found = await blocks(page);

    const example = await readFile("examples/rotation/one-stack/index.ts", "utf8");
    expect(found.map(({ mark }) => mark)).toEqual([
      "part of examples/rotation/one-stack/index.ts",
      "part of examples/rotation/one-stack/index.ts",
      "not run: a picture",
      "run: program, generations [2026-11], then [2026-11, 2026-12], then [2026-12]",
      "run: program, rotation 2026-11",
    ]);
    expect(found.slice(0, 2).every(({ text }) => example.includes(text))).toBe(true);
  });
});

describe("a rotation by a value in the repository", () => {
  it("keeps the old pair while instances are bound to it, says so, and ends when they have the new one", async ({
    open,
    emulator,
  }) => {
    const [, program = ""] = await programs();
    const stack = await open({ file: "index.ts", program });
    await stack.setConfig("rotation", "2026-11");
    await succeed(stack.up());
    const [old] = emulator.keyPairs();
    const keyPairName = old?.keyPairName ?? "";
    const { instanceId } = emulator.addInstance({ regionId, keyPairName });
    await stack.setConfig("rotation", "2026-12");
    emulator.clearCalls();

    const refused = await stack.up();
    const { keyPairName: rotated, publicKey } = await stack.outputs();
    const both = emulator.keyPairs().map((pair) => pair.keyPairName);
    emulator.addInstance({ regionId, instanceId, keyPairName: String(rotated) });
    await succeed(stack.up());

    const creates = emulator.calls().filter((call) => call.action === "CreateKeyPair");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain(instanceId);
    expect(both).toEqual([keyPairName, rotated]);
    expect(creates).toHaveLength(1);
    expect(emulator.keyPairs()).toMatchObject([
      { keyPairName: rotated, publicKey, instanceIds: [instanceId] },
    ]);
  });
});

describe("a rotation by two pairs for a while", () => {
  it("keeps the old pair until it is taken out, and tells the new one as soon as it is there", async ({
    open,
    emulator,
  }) => {
    const [program = ""] = await programs();
    const stack = await open({ file: "index.ts", program });
    const seen: { pairs: string[]; current: unknown }[] = [];

    for (const generations of [["2026-11"], ["2026-11", "2026-12"], ["2026-12"]]) {
      await stack.setConfig("generations", JSON.stringify(generations));
      await succeed(stack.up());
      const pairs = emulator.keyPairs().map((pair) => pair.publicKey);
      seen.push({ pairs, current: (await stack.outputs())["publicKey"] });
    }

    const [first, second, third] = seen;
    expect(first?.pairs).toEqual([first?.current]);
    expect(second?.pairs).toEqual([first?.current, second?.current]);
    expect(third).toEqual({ pairs: [second?.current], current: second?.current });
  });
});
