/** The functions of the dynamic host. Programs call them in their own process, over the same code as the plugin's. */
import { timeoutMs } from "../resource/timeout";
import type { Properties } from "../resource/values";
import { functions } from "../resources";
import { startOperation, type Reporter } from "../rpc/operation";
import { openStackConfiguration } from "./configuration";

/** Calls a function by its name. Undefined and null arguments count as unset. */
export type CallFunction = (name: string, args: Properties) => Promise<Properties>;

/**
 * Opens the functions of a program.
 *
 * @param stackConfiguration - reads the whole stack configuration, by full key such as `alicloud:region`
 */
export function openFunctions(
  stackConfiguration: (key: string) => string | undefined,
  reporter: Reporter,
): CallFunction {
  const configuration = openStackConfiguration(stackConfiguration);
  return async (name, args) => {
    const invoke = functions.get(name);
    if (invoke === undefined) {
      throw new Error(`pulumi-alicloud-keypair has no function ${name}`);
    }
    const operation = startOperation(timeoutMs(undefined, "read"), reporter);
    const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
    const invoked = await invoke({ ...configuration, operation }, Object.fromEntries(given));
    if ("failures" in invoked) {
      throw new Error(invoked.failures.map(({ reason }) => `${name}: ${reason}`).join("\n"));
    }
    return invoked.result;
  };
}
