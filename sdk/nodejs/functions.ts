/** Calls the functions of the dynamic host, which run in the program's own process. */
import * as pulumi from "@pulumi/pulumi";
import type { CallFunction } from "../../provider/dynamic/functions";
import type { FoundKeyPair, GetKeyPairsResult } from "./lookups";

/** What each function returns. */
interface Results {
  getKeyPair: FoundKeyPair;
  getKeyPairs: GetKeyPairsResult;
}

/** By the stack of each run: a process that uses the Automation API runs several, each with its own configuration. */
const opened = new WeakMap<object, Promise<CallFunction>>();
const outsideStacks = {};

/** Loads the functions at a run's first call: most programs call none. */
function open(): Promise<CallFunction> {
  const run = pulumi.runtime.getStackResource() ?? outsideStacks;
  const functions =
    opened.get(run) ??
    import("../../provider/dynamic/functions.js").then(({ openFunctions }) =>
      openFunctions((key) => pulumi.runtime.getConfig(key), {
        say: (message) => void pulumi.log.info(message),
        warn: (message) => void pulumi.log.warn(message),
      }),
    );
  opened.set(run, functions);
  return functions;
}

/** @throws RunError, of which Pulumi shows only the message */
export async function call<Name extends keyof Results>(name: Name, args: object): Promise<Results[Name]> {
  const callFunction = await open();
  try {
    const result: unknown = await callFunction(name, { ...args });
    return result as Results[Name];
  } catch (error) {
    const failure = new pulumi.RunError(
      error instanceof Error ? error.message : `${name} failed unexpectedly`,
    );
    // Pulumi prints the stack, which shows only this package, where nothing awaits the lookup when the program ends.
    failure.stack = failure.message;
    throw failure;
  }
}
