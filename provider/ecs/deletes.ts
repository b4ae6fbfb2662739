/** Deletes that wait together become one DeleteKeyPairs. */
import { DeleteKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DeleteKeyPairsRequest";
import type { EcsApi } from "./api";
import { nothing, type Ask } from "./ask";
import { EcsRefusal, isAmbiguous } from "./errors";
import { gather, type Settled } from "./gather";
import { hastiest, type Operation } from "./operation";

/** The engine records finished steps one by one, so that the next deletes arrive one by one too, some tenths of a second apart. */
const gathering = { firstQuietMs: 100, quietMs: 500, longestMs: 8_000, most: 100 };

/** An operation with less time left than this waits for no others, in milliseconds. */
const leastPatienceMs = 30_000;

interface Wanted {
  readonly keyPairName: string;
  readonly operation: Operation;
}

/** Opens the deletes of a connection. */
export function gatheredDeletes(ask: Ask): Pick<EcsApi, "deleteKeyPair"> {
  const regions = new Map<string, (wanted: Wanted) => Promise<undefined>>();
  const regionOf = (regionId: string): ((wanted: Wanted) => Promise<undefined>) => {
    const serve = (wanted: readonly Wanted[]): Promise<Settled<undefined>[]> =>
      deleteTogether(ask, regionId, wanted);
    const region = regions.get(regionId) ?? gather(serve, gathering);
    regions.set(regionId, region);
    return region;
  };
  return {
    async deleteKeyPair({ regionId, keyPairName }, operation) {
      if (operation.remainingMs() > leastPatienceMs) {
        await regionOf(regionId)({ keyPairName, operation });
        return;
      }
      const outcome = await send(ask, regionId, [keyPairName], operation);
      if (outcome !== undefined) {
        throw outcome;
      }
    },
  };
}

/** ECS deletes all of them or refuses all of them. */
async function deleteTogether(
  ask: Ask,
  regionId: string,
  wanted: readonly Wanted[],
): Promise<Settled<undefined>[]> {
  const names = [...new Set(wanted.map(({ keyPairName }) => keyPairName))];
  const refusal = await send(ask, regionId, names, hastiest(wanted.map(({ operation }) => operation)));
  // One pair may be the reason for all: each alone gets what is its own. Nothing was done yet, unlike where an answer is lost.
  if (refusal instanceof EcsRefusal && !isAmbiguous(refusal) && names.length > 1) {
    return Promise.all(
      wanted.map(({ keyPairName, operation }) => send(ask, regionId, [keyPairName], operation)),
    );
  }
  return wanted.map(() => refusal);
}

async function send(
  ask: Ask,
  regionId: string,
  names: readonly string[],
  operation: Operation,
): Promise<Settled<undefined>> {
  const [first] = names;
  const request = new DeleteKeyPairsRequest({ regionId, keyPairNames: JSON.stringify(names) });
  const about = { action: "DeleteKeyPairs", regionId, ...(names.length === 1 && { keyPairName: first }) };
  try {
    await ask({ ...about, request, repeatable: "once", writes: names }, nothing, operation);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error("unexpected failure", { cause: error });
  }
}
