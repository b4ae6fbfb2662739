/** Host 1: the dynamic provider of a resource, which a module of its own exports for state to refer to. */
import type { dynamic } from "@pulumi/pulumi";
import type { Properties } from "../resource/values";
import { quiet, messageOnly } from "./failures";
import type { Lifecycle } from "./lifecycle";

/**
 * What the engine's configure call passed, the same for all resources of the process. It is stored synchronously: most reads and
 * deletes of a refresh or destroy arrive before an asynchronous step would finish.
 */
let stackConfiguration: (key: string) => string | undefined = () => undefined;

let lifecycles: Promise<(name: string) => Lifecycle> | undefined;

/** Loads the lifecycles on first use: a program that only declares resources loads this module too. */
async function lifecycleOf(name: string): Promise<Lifecycle> {
  lifecycles ??= import("./lifecycle.js").then(({ openLifecycles }) =>
    openLifecycles((key) => stackConfiguration(key)),
  );
  return (await lifecycles)(name);
}

/**
 * A resource's provider. It must be the `module.exports` of a module of its own: Pulumi then writes a reference to that module into
 * state, not its code.
 *
 * @param name - the resource's name
 */
export function dynamicProvider(name: string): dynamic.ResourceProvider<Properties, Properties> {
  const lifecycle = () => lifecycleOf(name);
  return {
    configure: ({ config }) => {
      stackConfiguration = (key) => config.get(key);
      return Promise.resolve();
    },
    check: (olds, news) => quiet(async () => (await lifecycle()).check(olds, news)),
    diff: (_id, olds, news) => quiet(async () => (await lifecycle()).diff(olds, news)),
    create: (inputs) => messageOnly(async () => (await lifecycle()).create(inputs)),
    read: (id, props = {}) => quiet(async () => (await lifecycle()).read(id, props)),
    update: (_id, olds, news) => messageOnly(async () => (await lifecycle()).update(olds, news)),
    delete: (_id, props) => quiet(async () => (await lifecycle()).delete(props)),
  };
}
