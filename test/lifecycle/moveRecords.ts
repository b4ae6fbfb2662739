/** State as a move has left it, recorded without what differs from run to run. */
import { readFileSync } from "node:fs";
import type { Values } from "./rpc";

/** A resource as `pulumi stack export` shows it. */
interface Exported {
  readonly urn: string;
  readonly inputs?: Values;
  readonly outputs?: Values;
}

/** What one move has left. */
export interface MoveRecord {
  readonly move: string;
  /** What the pair's tag is to name after the move, as the next `up` writes it. */
  readonly owner: string;
  readonly urn: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

/** The outputs whose values are another pair's in each run. */
const livingNames = [
  "accountId",
  "attempt",
  "createTime",
  "fingerPrint",
  "keyPairId",
  "privateKey",
  "publicKey",
  "publicKeyFingerprintSha256",
];

/** Records a resource. */
export function recordOf(
  move: string,
  { urn, inputs = {}, outputs = {} }: Exported,
  owner: string,
): MoveRecord {
  const stable = Object.entries(outputs).map(([name, value]) => [
    name,
    livingNames.includes(name) ? "" : value,
  ]);
  return { move, owner, urn, inputs, outputs: Object.fromEntries(stable) as Values };
}

/** What the real engine has recorded on a host, a record for each move. */
export function recordedMoves(host: "dynamic" | "plugin"): readonly MoveRecord[] {
  return JSON.parse(readFileSync(`test/moves/${host}.json`, "utf8")) as MoveRecord[];
}

/** A record's outputs with a living pair's values. */
export function withLiving({ outputs }: MoveRecord, living: Values): Values {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, livingNames.includes(name) ? living[name] : value]),
  );
}
