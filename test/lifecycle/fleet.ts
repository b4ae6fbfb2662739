/** Many key pairs of one stack: in the emulator's cloud and in state, without a create for each. */
import { randomUUID } from "node:crypto";
import type { Emulator } from "../../emulator/emulator";
import { attemptTag, ownerTag } from "./fixtures";
import type { Values } from "./rpc";

/** One pair as state holds it. */
export interface Member {
  readonly id: string;
  readonly outs: Values;
}

const regionId = "cn-hangzhou";
/** So many operations the engine hands over at once on a machine with two processors. */
const atOnce = 8;

/** Puts pairs that a stack has made into the cloud, and what state holds of them. */
export async function putFleet(emulator: Emulator, count: number): Promise<Member[]> {
  const accountId = emulator.accountId();
  const fleet: Member[] = [];
  for (let n = 0; n < count; n += 1) {
    const attempt = randomUUID();
    const owner = `project/stack/dev-${n}`;
    const tags = { [ownerTag]: owner, [attemptTag]: attempt };
    const { keyPairName, fingerPrint, publicKey } = await emulator.putKeyPair({
      ...{ regionId, keyPairName: `dev-${n}`, tags },
    });
    const outs = { owner, keyPairName, regionId, fingerPrint, publicKey, attempt, accountId };
    fleet.push({ id: keyPairName, outs });
  }
  return fleet;
}

/** Puts pairs of nobody here. */
export async function putStrangers(emulator: Emulator, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await emulator.putKeyPair({ regionId, keyPairName: `theirs-${n}` });
  }
}

/**
 * Hands members over as the engine does: the next one when one is done.
 *
 * @returns the texts of the failures, by name
 */
export async function handOver(
  fleet: readonly Member[],
  work: (member: Member) => Promise<unknown>,
): Promise<Record<string, string>> {
  const waiting = [...fleet];
  const failures: Record<string, string> = {};
  const takeTurns = async (): Promise<void> => {
    for (let member = waiting.shift(); member !== undefined; member = waiting.shift()) {
      try {
        await work(member);
      } catch (error) {
        failures[member.id] = String(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return failures;
}

/** How many calls of an action, STS's aside, have been made; of all actions where none is named. */
export function callsOf(emulator: Emulator, action?: string): number {
  const ecsCalls = emulator.calls().filter((call) => call.action !== "GetCallerIdentity");
  return ecsCalls.filter((call) => action === undefined || call.action === action).length;
}
