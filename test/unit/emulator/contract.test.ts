// The emulator's contract, call by call: under the default readings, and under each other reading that a call rests on.
import { describe, expect, test as base } from "vitest";
import { contractFor } from "../../../emulator/contract/table";
import { outcomeUnder, readingsOf, judge, type Response } from "../../../emulator/contract/judge";
import { groundCase } from "../../../emulator/contract/table";
import type { Case, ReadingName, Story } from "../../../emulator/contract/case";
import { inactiveAccount, openGround, prepared, temporaryAccount } from "../../../emulator/contract/ground";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import { contradictions, defaultReadings, type Readings } from "../../../emulator/readings";
import { firstAccount, regionId } from "./fixtures";
import { rpcCall, type RpcAnswer, type RpcOptions } from "./rpcCall";

const ground = openGround(regionId, "00000000", prepared.linux);
const table = contractFor(ground);

/** Starts an emulator that holds what the calls need. */
async function startPrepared(readings: Partial<Readings>): Promise<Emulator> {
  const accounts = [firstAccount, temporaryAccount, inactiveAccount];
  const emulator = await startEmulator({ accounts, readings, keyPool: 1 });
  const tags = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`tag-${n}`, ""]));
  await emulator.putKeyPair({ regionId, keyPairName: prepared.taggedPair, tags });
  await emulator.putKeyPair({ regionId, keyPairName: prepared.boundPair });
  emulator.addInstance({ regionId, instanceId: prepared.linux });
  emulator.addInstance({ regionId, instanceId: "i-bound", keyPairName: prepared.boundPair });
  emulator.addInstance({ regionId, instanceId: prepared.stopped, status: "Stopped" });
  emulator.addInstance({ regionId, instanceId: prepared.pending, status: "Pending" });
  emulator.addInstance({ regionId, instanceId: prepared.windows, osType: "windows" });
  emulator.addInstance({ regionId, instanceId: prepared.notIoOptimized, ioOptimized: false });
  const { action, parameters } = groundCase(ground);
  await rpcCall(emulator.url, action, parameters);
  return emulator;
}

async function fillRegion(emulator: Emulator): Promise<void> {
  for (let number = 0; number < 500; number++) {
    await emulator.putKeyPair({ regionId: prepared.fullRegion, keyPairName: `pair-${number}` });
  }
}

function responseOf({ status, fields }: RpcAnswer): Response {
  const { Code, Message } = fields;
  const error = status === 200 ? {} : { code: String(Code), message: String(Message) };
  return { status, ...error, body: fields };
}

/** Makes the calls of a story, each of which must return what its case says. */
async function expectAgreement(emulator: Emulator, story: Story, readings: Readings): Promise<void> {
  for (const one of story) {
    const before = [emulator.keyPairs(), emulator.instances()];
    const expected = outcomeUnder(one, readings);

    const answer = await rpcCall(emulator.url, one.action, one.parameters, one.caller);

    const judgement = judge(one, responseOf(answer));
    expect(answer.status, answer.text).toBe(expected.status);
    if (typeof expected.message === "string") expect(answer.fields["Message"]).toBe(expected.message);
    if (expected.code !== undefined) expect(answer.fields["Code"]).toBe(expected.code);
    expect(judgement.differences).toEqual([]);
    for (const { reading, choice } of judgement.shown)
      expect([reading, choice]).toEqual([reading, readings[reading]]);
    if (expected.status !== 200) expect([emulator.keyPairs(), emulator.instances()]).toEqual(before);
  }
}

const restsOn = (reading: ReadingName) => (story: Story) => story.some((one) => readingsOf(one).has(reading));

function titleOf(story: Story): string {
  return story.map((one) => `${callText(one)} returns ${resultText(one)}`).join(", then ");
}

function callText({ action, parameters, caller }: Case): string {
  const asked = JSON.stringify({ ...parameters, ...caller });
  return `${action} ${asked.length > 160 ? `${asked.slice(0, 160)}…` : asked}`;
}

function resultText(one: Case): string {
  const { status, code } = outcomeUnder(one, defaultReadings);
  return code ?? String(status);
}

const test = base
  .extend("defaults", { scope: "file" }, {})
  .extend("emulator", { scope: "file" }, async ({ defaults }, { onCleanup }) => {
    const emulator = await startPrepared(defaults);
    onCleanup(() => emulator.close());
    await fillRegion(emulator);
    return emulator;
  });

describe("under the default readings", () => {
  for (const story of table) {
    test(titleOf(story), async ({ emulator }) => {
      await expectAgreement(emulator, story, defaultReadings);
    });
  }
});

/** Each choice but the defaults, with the stories that it changes. */
const otherChoices = Object.entries(contradictions).flatMap(([name, { choices }]) => {
  const reading = name as ReadingName;
  return choices.slice(1).map((choice) => ({ reading, choice, stories: table.filter(restsOn(reading)) }));
});

base.for(otherChoices.filter(({ stories }) => stories.length > 0))(
  "under $reading $choice, the calls that rest on it return what it says",
  async ({ reading, choice, stories }, { onTestFinished }) => {
    const emulator = await startPrepared({ [reading]: choice });
    onTestFinished(() => emulator.close());

    for (const story of stories) {
      await expectAgreement(emulator, story, { ...defaultReadings, [reading]: choice });
    }
  },
);

base("only two readings are not in the table, because no single call shows them", () => {
  const missing = Object.keys(contradictions).filter((name) => !table.some(restsOn(name as ReadingName)));

  expect(missing).toEqual(["keyAtStart", "rebootingStatus"]);
});

base(
  "a call in a real account names only key pairs of its own run, and no instance but the given one",
  () => {
    const run = contractFor(openGround(regionId, "0badcafe", "i-given"));
    const remote = run.flat().filter(({ needs }) => needs === undefined || needs === "instance");

    const texts = remote.flatMap(({ parameters }) =>
      Object.entries(parameters)
        .filter(([name]) => /^(KeyPairNames?|ResourceId(\.\d+)?|InstanceIds?(\.\d+)?)$/u.test(name))
        .flatMap(([, value]) => value.match(/[A-Za-z][\w-]{2,}/gu) ?? []),
    );

    expect(remote.length).toBeGreaterThan(100);
    const others = texts.filter(
      (text) => !/^(conformance-0badcafe-[\w-]*|i-given|i-bp1conformance0none0\d*)$/u.test(text),
    );
    expect(others).toEqual([]);
  },
);

base("a call in a real account that creates a key pair gives it the run's tag", () => {
  const creates = table
    .flat()
    .filter(({ action, needs }) => /^(Create|Import)KeyPair$/u.test(action) && needs === undefined);

  const untagged = creates.filter(
    ({ parameters }) =>
      parameters["Tag.1.Key"] !== "pulumi-alicloud-keypair:conformance" ||
      parameters["Tag.1.Value"] !== "00000000",
  );

  expect(creates.length).toBeGreaterThan(20);
  expect(untagged).toEqual([]);
});

base("a reused nonce is refused with SignatureNonceUsed", async ({ onTestFinished }) => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const again: RpcOptions = { common: { SignatureNonce: "the same" } };

  const first = await rpcCall(emulator.url, "DescribeRegions", {}, again);
  const second = await rpcCall(emulator.url, "DescribeRegions", {}, again);

  expect(first.status).toBe(200);
  expect(second).toMatchObject({
    status: 400,
    fields: { Code: "SignatureNonceUsed", Message: "Specified signature nonce was used already." },
  });
});

base("an error names its request and its host", async ({ onTestFinished }) => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());

  const answer = await rpcCall(emulator.url, "Nothing");

  expect(answer.fields["RequestId"]).toMatch(/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/u);
  expect(answer.fields["HostId"]).toBe(new URL(emulator.url).host);
});
