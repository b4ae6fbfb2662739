/** This machine's clock against the cloud's. */
import { describe, expect } from "vitest";
import { startEmulator } from "../../emulator/emulator";
import { emulatorEnvironment, inputs, it } from "./fixtures";

describe("a clock that is twenty minutes off", () => {
  it("fails the create with what to do, and makes no pair", async ({ startHost }) => {
    const emulator = await startEmulator({ keyPool: 1, nowMs: () => Date.now() + 20 * 60_000 });
    const host = await startHost({ env: emulatorEnvironment(emulator.url) });

    const created = host.create(inputs({ keyPairName: "dev" }));

    await expect(created).rejects.toThrow(/InvalidTimeStamp\.Expired[\s\S]*clock/);
    expect(emulator.keyPairs()).toEqual([]);
    await emulator.close();
  });
});
