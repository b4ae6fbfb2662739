/** Host 1: the dynamic provider of a resource. Each resource has a module that exports its own, for state to refer to. */
import type { dynamic } from "@pulumi/pulumi";
import type { Properties } from "../resource/values";
import { quiet, told } from "./failures";
import type { Lifecycle } from "./lifecycle";

/**
 * What the engine's configure call handed over: the same for all resources of the process. Kept by a synchronous step, because most
 * reads and deletes of a refresh or destroy arrive before an asynchronous one would have finished.
 */
let stackConfiguration: (key: string) => string | undefined = () => undefined;

let lifecycles: Promise<(name: string) => Lifecycle> | undefined;

/** Loaded on first use: the program that only declares resources loads this module too. */
async function lifecycleOf(name: string): Promise<Lifecycle> {
  lifecycles ??= import("./lifecycle.js").then(({ openLifecycles }) =>
    openLifecycles((key) => stackConfiguration(key)),
  );
  return (await lifecycles)(name);
}

/**
 * The provider of a resource. It must be the `module.exports` of a module of its own, so that Pulumi writes a reference to that module
 * into state rather than its code.
 *
 * @param name - the resource's
 */
export function dynamicProvider(name: string): dynamic.ResourceProvider<Properties, Properties> {
  const its = () => lifecycleOf(name);
  return {
    configure: ({ config }) => {
      stackConfiguration = (key) => config.get(key);
      return Promise.resolve();
    },
    check: (olds, news) => quiet(async () => (await its()).check(olds, news)),
    diff: (_id, olds, news) => quiet(async () => (await its()).diff(olds, news)),
    create: (inputs) => told(async () => (await its()).create(inputs)),
    read: (id, props = {}) => quiet(async () => (await its()).read(id, props)),
    update: (_id, olds, news) => told(async () => (await its()).update(olds, news)),
    delete: (_id, props) => quiet(async () => (await its()).delete(props)),
  };
}
