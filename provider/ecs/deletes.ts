/** Deletes: each is sent at once; those that wait for flow control go out together. */
import { DeleteKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DeleteKeyPairsRequest";
import { isAmbiguous, isThrottling, Refusal, Unreachable } from "../rpc/errors";
import { soonestDeadline, type Operation } from "../rpc/operation";
import type { EcsApi } from "./api";
import type { Asking } from "./ask";

/** The most that one DeleteKeyPairs takes. */
const namesPerCall = 100;

/** One delete that was asked for. */
interface Wanted {
  readonly keyPairName: string;
  readonly operation: Operation;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
  /** The last call that carried it. Rejected where it was not executed, so that the delete waits again. */
  carrier?: Promise<void>;
}

/** Opens the deletes of a connection. */
export function deletes(asking: Asking): Pick<EcsApi, "deleteKeyPair"> {
  const regions = new Map<string, (keyPairName: string, operation: Operation) => Promise<void>>();
  return {
    deleteKeyPair: ({ regionId, keyPairName }, operation) => {
      const region = regions.get(regionId) ?? openRegion(asking, regionId);
      regions.set(regionId, region);
      return region(keyPairName, operation);
    },
  };
}

function openRegion(asking: Asking, regionId: string) {
  const waiting = new Set<Wanted>();
  /** Each delete gets a turn of its own. Where they have to wait for it, the first turn that comes takes all that wait. */
  const turnOf = async (mine: Wanted, isPaced: boolean): Promise<void> => {
    const others = isPaced ? [...waiting].filter((each) => each !== mine) : [];
    const taken = [...(waiting.has(mine) ? [mine] : []), ...others].slice(0, namesPerCall);
    if (taken.length > 0) {
      const carrier = sendTogether(asking, regionId, taken, waiting);
      for (const each of taken) {
        waiting.delete(each);
        each.carrier = carrier;
      }
      await carrier;
    }
    await mine.carrier;
  };
  return (keyPairName: string, operation: Operation): Promise<void> =>
    new Promise((done, failed) => {
      const mine: Wanted = { keyPairName, operation, done, failed };
      waiting.add(mine);
      const turn = asking.atTurn({ action, regionId, turns }, operation, (isPaced) => turnOf(mine, isPaced));
      void turn.catch(failed).finally(() => waiting.delete(mine));
    });
}

const action = "DeleteKeyPairs";

/** Every second turn is enough: the engine asks for its deletes one after the other, and half of the calls is left to other processes. */
const turns = 2;

async function sendTogether(
  asking: Asking,
  regionId: string,
  taken: readonly Wanted[],
  waiting: Set<Wanted>,
): Promise<void> {
  try {
    await send(asking, regionId, taken);
  } catch (error) {
    if (isThrottling(error) || error instanceof Unreachable) {
      taken.forEach((each) => waiting.add(each));
      throw error;
    }
    // ECS deletes all of them or refuses all of them, perhaps for one alone. Of a lost answer each delete makes the best by itself.
    const isForOne = taken.length > 1 && error instanceof Refusal && !isAmbiguous(error);
    for (const each of taken) {
      if (isForOne) {
        const alone = () => send(asking, regionId, [each]);
        void asking.atTurn({ action, regionId }, each.operation, alone).catch(each.failed);
      } else {
        each.failed(error);
      }
    }
  }
}

async function send(asking: Asking, regionId: string, wanted: readonly Wanted[]): Promise<void> {
  const names = [...new Set(wanted.map(({ keyPairName }) => keyPairName))];
  const request = new DeleteKeyPairsRequest({ regionId, keyPairNames: JSON.stringify(names) });
  const resources = names.map((name) => `keypair/${name}`);
  const asked = { action, regionId, request, writes: names, ...(names.length === 1 && { resources }) };
  await asking.askNow(asked, soonestDeadline(wanted.map(({ operation }) => operation)));
  wanted.forEach(({ done }) => {
    done();
  });
}
