/** The life of a key pair: each pair in the cloud is in state with its private key, or it is reported. */
import { expect } from "vitest";
import type { Emulator } from "../../../emulator/emulator";
import type { KeyPairView } from "../../../emulator/backDoors";
import { attemptTag, ownerTag, publicHalfOf } from "../fixtures";
import type { Recorded } from "../stack";
import type { Ground } from "./ground";
import { argumentsOf, promised, targetOf, type KeyPairCell } from "./keyPairCells";
import { run, type Life, type Standing } from "./life";

const regionId = "cn-hangzhou";
const otherNames: readonly string[] = ["dev-2", "dev-3"];

/** A key pair's life. */
export const keyPairLife: Life<KeyPairCell> = {
  resource: "KeyPair",
  argumentsOf,
  targetOf,
  promised,
  needsFreshHost: ({ action }) => action === "GetCallerIdentity",
  prepare: putOthers,
  othersIn: ({ emulator }) =>
    emulator.keyPairs().filter(({ keyPairName }) => otherNames.includes(keyPairName)),
  standings: (_, ground, told) =>
    ourPairs(ground).map((pair) => standingOf(pair, ground.stack.recorded(), told)),
  expectDone({ step }, ground) {
    const standings = ourPairs(ground).map((pair) => standingOf(pair, ground.stack.recorded(), ""));
    expect(standings).toEqual(step === "delete" ? [] : ["held"]);
  },
  finish,
};

/** Puts pairs that belong to nobody here: without tags, and of a stack whose name only begins like ours. */
async function putOthers(emulator: Emulator): Promise<void> {
  await emulator.putKeyPair({ regionId, keyPairName: "dev-2" });
  await emulator.putKeyPair({
    regionId,
    keyPairName: "dev-3",
    tags: { [ownerTag]: "project/stack-2/dev", [attemptTag]: "00000000-0000-4000-8000-000000000000" },
  });
}

function ourPairs({ cloud }: Ground): KeyPairView[] {
  return cloud.emulator.keyPairs().filter(({ keyPairName }) => !otherNames.includes(keyPairName));
}

/** Whether state holds the pair's private key, the person was told of it by its tag, or nobody knows of it. */
function standingOf(pair: KeyPairView, recorded: Recorded | undefined, told: string): Standing {
  const attempt = pair.tags[attemptTag];
  const isRecorded = recorded?.id === pair.keyPairName && recorded.outputs["attempt"] === attempt;
  if (isRecorded && publicHalfOf(recorded.outputs["privateKey"]) === pair.publicKey) {
    return "held";
  }
  const isTagged = pair.tags[ownerTag] === "project/stack/dev" && attempt !== undefined;
  return isTagged && told.includes(attempt) ? "reported" : "lost";
}

/** The next operation finishes the work, and a destroy leaves nothing but a pair that was reported. */
async function finish(cell: KeyPairCell, ground: Ground, failure: string | undefined): Promise<void> {
  const { stack } = ground;
  const reported = stack.recorded() === undefined ? ourPairs(ground) : [];
  const [orphan] = reported;
  if (failure !== undefined && orphan !== undefined && cell.way === "fixed name") {
    await recover(cell, ground, String(orphan.tags[attemptTag]));
  } else if (failure !== undefined) {
    expect(await run(keyPairLife, cell, ground)).toBeUndefined();
  }
  if (cell.step === "update") {
    expect(ourPairs(ground)).toMatchObject([
      { tags: { color: "blue" }, resourceGroupId: "rg-bbbbbbbbbbbbbbb" },
    ]);
  }
  expect(await stack.destroy()).toBeUndefined();
  expect(ourPairs(ground)).toEqual(cell.way === "fixed name" ? [] : reported);
}

async function recover(cell: KeyPairCell, { stack }: Ground, attempt: string): Promise<void> {
  const { first } = argumentsOf(cell);
  expect(await stack.up(first)).toContain(`recoverOrphan: "${attempt}"`);
  expect(await stack.up({ ...first, recoverOrphan: attempt })).toBeUndefined();
}
