/** A run finds the readings that an emulator follows, each of them, and leaves nothing behind. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { keyFileScripts, runScript } from "../../../cli/conformance/assistant";
import { emulatorOptions, type Conclusion } from "../../../cli/conformance/conclusions";
import { differs } from "../../../cli/conformance/report";
import { cleanRun } from "../../../cli/conformance/run";
import type { ReadingName } from "../../../emulator/contract/case";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import type { EmulatorOptions } from "../../../emulator/options";
import { contradictions, defaultReadings, optionOf, type Readings } from "../../../emulator/readings";
import { onPosix } from "../posix";
import { allowingTag, prepareRun, regionId, runAgainst, runId } from "./fixtures";

const otherChoices = Object.entries(contradictions).flatMap(([name, { choices }]) =>
  choices.slice(1).map((choice) => ({ reading: name as ReadingName, choice })),
);

/** What no run asks: it would have to sign a call wrongly. */
const neverAsked: readonly ReadingName[] = ["stringToSign"];
const needInstance: readonly ReadingName[] = ["keyAtStart", "rebootingStatus", "unfitInstances"];

async function start(options: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator({ keyPool: 1, ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

/** What was found, with `undefined` for what could not be asked. */
function found(conclusions: readonly Conclusion[]): Record<string, string | undefined> {
  return Object.fromEntries(
    conclusions.map((one) => [one.reading, one.verdict === "found" ? one.choice : undefined]),
  );
}

function without(readings: Readings, names: readonly ReadingName[]): Record<string, string | undefined> {
  return { ...readings, ...Object.fromEntries(names.map((name) => [name, undefined])) };
}

describe("without an instance, a run", () => {
  it("finds the default readings, and says why it could not ask about the others", async () => {
    const emulator = await start({});

    const compared = await runAgainst(emulator);

    expect(found(compared.conclusions)).toEqual(without(defaultReadings, [...needInstance, ...neverAsked]));
    expect(emulatorOptions(compared.conclusions)).toBe("");
    expect(differs(compared)).toBe(false);
    const reasons = compared.conclusions.flatMap((one) => (one.verdict === "not asked" ? [one.reason] : []));
    expect(reasons).toEqual([
      ...needInstance.map(() => "it needs an instance, given by --instance"),
      "it needs a call that is not signed as it should be",
    ]);
  });

  it.for(otherChoices.filter(({ reading }) => ![...needInstance, ...neverAsked].includes(reading)))(
    "finds $reading $choice and nothing else, prints its option, and leaves no key pair",
    async ({ reading, choice }) => {
      const emulator = await start({ readings: { [reading]: choice } });
      // With whole-call, no response has a per-instance result.
      const hidden = choice === "whole-call" ? (["instanceResultTypes"] as const) : [];

      const compared = await runAgainst(emulator);

      const expected = { ...defaultReadings, [reading]: choice };
      const unseen = [...needInstance, ...neverAsked, ...hidden];
      expect(found(compared.conclusions)).toEqual(without(expected, unseen));
      expect(emulatorOptions(compared.conclusions)).toBe(`${optionOf(reading)} ${choice}`);
      expect(differs(compared)).toBe(false);
      expect(emulator.keyPairs()).toEqual([]);
    },
  );

  it("could not ask about the others, whatever they are", async () => {
    const readings = {
      keyAtStart: "append",
      rebootingStatus: "stopping",
      unfitInstances: "per-instance",
      stringToSign: "untold",
    } as const;
    const emulator = await start({ readings });

    const compared = await runAgainst(emulator);

    expect(found(compared.conclusions)).toEqual(without(defaultReadings, [...needInstance, ...neverAsked]));
    expect(differs(compared)).toBe(false);
  });
});

describe("with an instance, a run", () => {
  beforeEach(({ skip }) => {
    onPosix("POSIX shell", skip);
  });

  const account = { accessKeyId: "runner", accessKeySecret: "secret-of-the-runner" };
  const instanceId = "i-given";

  async function startRunning(readings: Partial<Readings>): Promise<Emulator> {
    const folder = mkdtempSync(join(tmpdir(), "conformance-instances-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const conditions = { instanceStopMs: 300, instanceStartMs: 300 };
    const emulator = await start({ readings, conditions, accounts: [account], instancesFolder: folder });
    const authorizedKeys = ["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 owner"];
    emulator.addInstance({ regionId, instanceId, tags: allowingTag, authorizedKeys });
    await emulator.settled();
    return emulator;
  }

  it.for([
    {},
    { keyAtStart: "append" },
    { keyAtStart: "nothing" },
    { rebootingStatus: "stopping" },
    { unfitInstances: "per-instance" },
    { bindingFaults: "whole-call" },
    { instanceResultTypes: "strings" },
  ] satisfies Partial<Readings>[])(
    "finds every reading but that of wrong signatures, here %j, and leaves the instance as it was",
    async (readings) => {
      const emulator = await startRunning(readings);
      const [before] = emulator.instances();

      const compared = await runAgainst(emulator, { instanceId, account });

      expect(found(compared.conclusions)).toEqual(without({ ...defaultReadings, ...readings }, neverAsked));
      expect(differs(compared)).toBe(false);
      expect(compared.left).toEqual([]);
      const [after] = emulator.instances();
      expect(after?.authorizedKeys).toEqual(before?.authorizedKeys);
      expect(after?.keyPairName).toBeUndefined();
      expect(emulator.keyPairs()).toEqual([]);
    },
  );

  it("that was killed is undone by clean-up: the keys of root are as before", async () => {
    const emulator = await startRunning({});
    const { cleaner, ground } = prepareRun(emulator, { instanceId, account });
    const [before] = emulator.instances();
    const { prepare } = keyFileScripts(runId, ground.rsaKey, ground.ed25519Key);
    await runScript(cleaner, instanceId, prepare);
    const [changed] = emulator.instances();

    const left = await cleanRun(cleaner, runId, instanceId, () => undefined);

    expect(changed?.authorizedKeys).toHaveLength(2);
    expect(left).toEqual([]);
    expect(emulator.instances()[0]?.authorizedKeys).toEqual(before?.authorizedKeys);
  });

  it("without Cloud Assistant finds all but what a start does to the keys", async () => {
    const emulator = await start({ conditions: { instanceStopMs: 300, instanceStartMs: 300 } });
    emulator.addInstance({ regionId, instanceId, tags: allowingTag });

    const compared = await runAgainst(emulator, { instanceId });

    const unseen: ReadingName[] = ["keyAtStart", ...neverAsked];
    expect(found(compared.conclusions)).toEqual(without(defaultReadings, unseen));
    expect(compared.conclusions.find(({ reading }) => reading === "keyAtStart")).toMatchObject({
      reason: "Cloud Assistant does not run on the instance",
    });
    expect(emulator.instances()[0]?.keyPairName).toBeUndefined();
  });
});
