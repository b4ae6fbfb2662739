/** The final facts of a cell, asserted out of band: whose key pairs the cloud holds, and who holds their private keys. */
import type { Emulator } from "../../../emulator/emulator";
import type { KeyPairView } from "../../../emulator/backDoors";
import { attemptTag, ownerTag, publicHalfOf } from "../fixtures";
import type { Recorded } from "../stack";

/** A pair of the cloud as seen from state and from what the person was told. */
export type Standing = "held" | "reported" | "lost";

/** Others' pairs, by name: they must be there, and be the same, at every end. */
export type Others = readonly KeyPairView[];

/** Puts pairs that belong to nobody here: without tags, and of a stack whose name only begins like ours. */
export async function putOthers(emulator: Emulator): Promise<Others> {
  const place = { regionId: "cn-hangzhou" };
  return [
    await emulator.putKeyPair({ ...place, keyPairName: "dev-2" }),
    await emulator.putKeyPair({
      ...place,
      keyPairName: "dev-3",
      tags: {
        [ownerTag]: "project/stack-2/dev",
        [attemptTag]: "00000000-0000-4000-8000-000000000000",
      },
    }),
  ];
}

/** The pairs that are not others'. */
export function ourPairs(emulator: Emulator, others: Others): KeyPairView[] {
  return emulator.keyPairs().filter(({ keyPairName }) => !isOther(others, keyPairName));
}

/** Others' pairs as they are now. */
export function othersNow(emulator: Emulator, others: Others): Others {
  return emulator.keyPairs().filter(({ keyPairName }) => isOther(others, keyPairName));
}

function isOther(others: Others, keyPairName: string): boolean {
  return others.some((other) => other.keyPairName === keyPairName);
}

/** Whether state holds the pair's private key, the person was told of it by its tag, or nobody knows of it. */
export function standingOf(pair: KeyPairView, recorded: Recorded | undefined, told: string): Standing {
  const attempt = pair.tags[attemptTag];
  const isRecorded = recorded?.id === pair.keyPairName && recorded.outputs["attempt"] === attempt;
  if (isRecorded && publicHalfOf(recorded.outputs["privateKey"]) === pair.publicKey) {
    return "held";
  }
  const isTagged = pair.tags[ownerTag] === "project/stack/dev" && attempt !== undefined;
  return isTagged && told.includes(attempt) ? "reported" : "lost";
}
