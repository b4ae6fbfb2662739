/** Deletes: each is sent immediately, and those that wait while throttled are sent together. */
import { DeleteKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DeleteKeyPairsRequest";
import { isAmbiguous, isThrottling, Refusal, Unreachable } from "../rpc/errors";
import { soonestDeadline, type Operation } from "../rpc/operation";
import type { EcsApi } from "./api";
import type { EcsCalls } from "./ask";

/** The most names that one DeleteKeyPairs call accepts. */
const namesPerCall = 100;

/** One requested delete. */
interface PendingDelete {
  readonly keyPairName: string;
  readonly operation: Operation;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
  /** The last call that included it. Rejected if it was not executed, so that the delete waits again. */
  carrier?: Promise<void>;
}

/** Opens the deletes of a connection. */
export function deletes(calls: EcsCalls): Pick<EcsApi, "deleteKeyPair"> {
  const regions = new Map<string, (keyPairName: string, operation: Operation) => Promise<void>>();
  return {
    deleteKeyPair: ({ regionId, keyPairName }, operation) => {
      const region = regions.get(regionId) ?? openRegion(calls, regionId);
      regions.set(regionId, region);
      return region(keyPairName, operation);
    },
  };
}

function openRegion(calls: EcsCalls, regionId: string) {
  const waiting = new Set<PendingDelete>();
  /** Each delete gets its own turn. While they have to wait for it, the first turn takes all that wait. */
  const turnOf = async (mine: PendingDelete, isPaced: boolean): Promise<void> => {
    const others = isPaced ? [...waiting].filter((each) => each !== mine) : [];
    const taken = [...(waiting.has(mine) ? [mine] : []), ...others].slice(0, namesPerCall);
    if (taken.length > 0) {
      const carrier = sendTogether(calls, regionId, taken, waiting);
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
      const mine: PendingDelete = { keyPairName, operation, done, failed };
      waiting.add(mine);
      const turn = calls.atTurn({ action, regionId, spacingMs }, operation, (isPaced) =>
        turnOf(mine, isPaced),
      );
      void turn.catch(failed).finally(() => waiting.delete(mine));
    });
}

const action = "DeleteKeyPairs";

/** The engine runs only a few deletes at a time, so four calls a second carry them all. The rest of the limit is left to other calls. */
const spacingMs = 250;

async function sendTogether(
  calls: EcsCalls,
  regionId: string,
  taken: readonly PendingDelete[],
  waiting: Set<PendingDelete>,
): Promise<void> {
  try {
    await send(calls, regionId, taken);
  } catch (error) {
    if (isThrottling(error) || error instanceof Unreachable) {
      taken.forEach((each) => waiting.add(each));
      throw error;
    }
    // ECS deletes all of them or refuses all of them, perhaps because of only one. Each delete handles a lost response itself.
    const isForOne = taken.length > 1 && error instanceof Refusal && !isAmbiguous(error);
    for (const each of taken) {
      if (isForOne) {
        const sendOne = () => send(calls, regionId, [each]);
        void calls.atTurn({ action, regionId }, each.operation, sendOne).catch(each.failed);
      } else {
        each.failed(error);
      }
    }
  }
}

async function send(calls: EcsCalls, regionId: string, wanted: readonly PendingDelete[]): Promise<void> {
  const names = [...new Set(wanted.map(({ keyPairName }) => keyPairName))];
  const request = new DeleteKeyPairsRequest({ regionId, keyPairNames: JSON.stringify(names) });
  const resources = names.map((name) => `keypair/${name}`);
  const call = { action, regionId, request, writes: names, ...(names.length === 1 && { resources }) };
  await calls.askNow(call, soonestDeadline(wanted.map(({ operation }) => operation)));
  wanted.forEach(({ done }) => {
    done();
  });
}
