/** Read: a refresh, or the first look at a pair that is imported or only read. */
import type { EcsApi, KeyPairRef } from "../ecs/api";
import type { Operation } from "../ecs/operation";
import { nonEmpty, readInputs, type Properties } from "../keyPair/inputs";
import { getKeyPair, readForImport, refreshKeyPair } from "../keyPair/read";
import { readState, toOutputs, type KeyPairState } from "../keyPair/state";
import { defaultsKey, withoutHosts } from "./defaults";

/** What a read is asked for. */
export interface ReadCall {
  readonly id: string;
  /** For the key pair's owner. */
  readonly owner: string;
  /** What the engine holds of it: nothing for an import. */
  readonly outputs: Properties | undefined;
}

/** What a read found. */
export interface Found {
  readonly id: string;
  readonly outputs: Properties;
  /** The inputs that a program would give for the pair as it is. */
  readonly inputs: Properties;
}

/** @returns `"gone"` for a pair of the stack that is there no longer */
export async function read(
  ecs: EcsApi,
  call: ReadCall,
  regionOf: (regionId: string | undefined) => string,
  operation: Operation,
): Promise<Found | "gone"> {
  const outputs = withoutHosts(call.outputs ?? {});
  const state = readState(outputs);
  if (state !== undefined) {
    const now = await refreshKeyPair(ecs, state, operation);
    return now === "gone" ? "gone" : found(outputs, now);
  }
  const { keyPairName, regionId } = splitId(call.id);
  const ref: KeyPairRef = {
    keyPairName,
    regionId: regionOf(regionId ?? nonEmpty(outputs["regionId"])),
  };
  if (call.outputs !== undefined) {
    return found(outputs, await getKeyPair(ecs, ref, operation));
  }
  const { owner } = readInputs({ owner: call.owner });
  return found({}, await readForImport(ecs, ref, owner, operation));
}

function found(outputs: Properties, state: KeyPairState): Found {
  return { id: state.keyPairName, outputs: toOutputs(outputs, state), inputs: inputsOf(state) };
}

/** A publicKey is left out: the pair has it, and a program need not repeat it. */
function inputsOf({ keyPairName, regionId, tags, resourceGroupId }: KeyPairState): Properties {
  return {
    keyPairName,
    regionId,
    ...(tags !== undefined && { tags }),
    ...(resourceGroupId !== undefined && { resourceGroupId }),
    [defaultsKey]: [],
  };
}

/** `NAME` or `REGION/NAME`: neither a region's id nor a name can hold a slash. */
function splitId(id: string): { keyPairName: string; regionId: string | undefined } {
  const slash = id.indexOf("/");
  const keyPairName = id.slice(slash + 1);
  if (keyPairName === "") {
    throw new Error("the id to read or import a key pair by is NAME or REGION/NAME");
  }
  return { keyPairName, regionId: nonEmpty(id.slice(0, Math.max(slash, 0))) };
}
