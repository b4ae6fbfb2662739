/** Host 1: the dynamic provider. State refers to this module for ever as `require("pulumi-alicloud-keypair/dynamic")`. */
import type { dynamic } from "@pulumi/pulumi";
import type { Lifecycle } from "./lifecycle";
import type { Properties } from "../keyPair/inputs";
import { quiet, told } from "./failures";

/**
 * What the engine's configure call handed over. Kept by a synchronous step, because most reads and deletes of a refresh
 * or destroy arrive before an asynchronous one would have finished.
 */
let stackConfiguration: (key: string) => string | undefined = () => undefined;

let lifecycle: Promise<Lifecycle> | undefined;

/** Loaded on first use: the program that only declares key pairs loads this module too. */
function loaded(): Promise<Lifecycle> {
  lifecycle ??= import("./lifecycle.js").then(({ openLifecycle }) =>
    openLifecycle((key) => stackConfiguration(key)),
  );
  return lifecycle;
}

/**
 * The provider. An object without state or captured values: it must be this module's `module.exports`, so that Pulumi
 * writes a reference to the module into state rather than its code.
 */
const provider: dynamic.ResourceProvider<Properties, Properties> = {
  configure: ({ config }) => {
    stackConfiguration = (key) => config.get(key);
    return Promise.resolve();
  },
  check: (olds, news) => quiet(async () => (await loaded()).check(olds, news)),
  diff: (_id, olds, news) => quiet(async () => (await loaded()).diff(olds, news)),
  create: (inputs) => told(async () => (await loaded()).create(inputs)),
  read: (id, props = {}) => quiet(async () => (await loaded()).read(id, props)),
  update: (_id, olds, news) => told(async () => (await loaded()).update(olds, news)),
  delete: (_id, props) => quiet(async () => (await loaded()).delete(props)),
};

export = provider;
