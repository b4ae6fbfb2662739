/** The dynamic host's calls, each turned into one of a resource's and its answer back into the host's values. */
import type { dynamic } from "@pulumi/pulumi";
import { regionSources } from "../config/region";
import { openConfiguration, type Configuration } from "../host/configuration";
import { during, speaking, type Speaker } from "../host/reporter";
import { sameValue } from "../resource/fields";
import { readOwner } from "../resource/owner";
import { PartlyDone, type Context, type Difference, type Reached, type Resource } from "../resource/resource";
import { timeoutMs, type OperationKind } from "../resource/timeout";
import { omit, pick, readTexts, type Properties } from "../resource/values";
import { openResources } from "../resources";
import type { Operation, Reporter } from "../rpc/operation";
import { PartialState } from "./failures";
import { fromWire, toWire } from "./wire";

/** The calls of the dynamic host on one resource. */
export interface Lifecycle {
  check(olds: Properties, news: Properties): Promise<dynamic.CheckResult<Properties>>;
  diff(olds: Properties, news: Properties): Promise<dynamic.DiffResult>;
  create(inputs: Properties): Promise<dynamic.CreateResult<Properties>>;
  read(id: string, props: Properties): Promise<dynamic.ReadResult<Properties>>;
  update(olds: Properties, news: Properties): Promise<dynamic.UpdateResult<Properties>>;
  delete(props: Properties): Promise<void>;
}

/** The property in which Pulumi keeps the reference to this host. */
const providerKey = "__provider";

/** What the classes pass on of Pulumi's options and of the resource itself: this host receives neither options nor URNs. */
const passedOn = ["owner", "customTimeouts", "replaceOnChanges"];

/** What outputs repeat of it, because delete and read are given outputs alone. */
const repeated = ["owner", "customTimeouts"];

/** The host process is started with the engine's address as its only argument. */
const speaker: Speaker = { engineAddress: process.argv[2] };

/**
 * Opens the calls of all resources, by a resource's name.
 *
 * @param stackConfiguration - the whole stack configuration, by full key such as `alicloud:region`
 */
export function openLifecycles(
  stackConfiguration: (key: string) => string | undefined,
): (name: string) => Lifecycle {
  const stack = ["alicloud-keypair", "alicloud"].map((namespace) => ({
    nameOf: (key: string) => `${namespace}:${key}`,
    valueOf: (key: string) => stackConfiguration(`${namespace}:${key}`),
  }));
  const configuration = openConfiguration({ stack, environment: process.env }, regionSources);
  const resources = openResources(process.env);
  return (name) => {
    const resource = resources.find((each) => each.name === name);
    if (resource === undefined) {
      throw new Error(`pulumi-alicloud-keypair has no resource ${name}`);
    }
    return lifecycleOf(resource, configuration);
  };
}

function lifecycleOf(resource: Resource, configuration: Configuration): Lifecycle {
  const contextOf = (properties: Properties, operation: Operation): Context => ({
    ...configuration,
    owner: readOwner(properties["owner"]),
    operation,
    isAwaited: () => true,
  });
  return {
    check: (olds, news) =>
      speaking(speaker, (reporter) => checkIn({ resource, configuration, reporter }, olds, news)),
    diff: (olds, news) =>
      speaking(speaker, (reporter) => diffIn({ resource, configuration, reporter }, olds, news)),
    create: (properties) =>
      timed("create", properties, async (operation) => {
        const made = resource.create(contextOf(properties, operation), inputsOf(properties));
        const { id, outputs } = await orPartialState(properties, made);
        return { id, outs: { ...pick(properties, repeated), ...outputs } };
      }),
    read: (id, props) =>
      timed("read", props, async (operation) => {
        const found = await resource.read(contextOf(props, operation), id, props);
        // The owner stays what it was in state. Whom a resource that is only read is for, is not known here.
        return found === "gone"
          ? {}
          : { id: found.id, props: { ...pick(props, ["customTimeouts"]), ...found.outputs } };
      }),
    update: (olds, news) =>
      timed("update", news, async (operation) => {
        const changed = resource.update(contextOf(news, operation), olds, inputsOf(news));
        const { outputs } = await orPartialState(news, changed);
        return { outs: { ...pick(news, repeated), ...outputs } };
      }),
    delete: (props) =>
      timed("delete", props, (operation) => resource.delete(contextOf(props, operation), props)),
  };
}

/** A resource's own inputs. */
function inputsOf(properties: Properties): Properties {
  return omit(properties, [...passedOn, providerKey]);
}

interface Call {
  readonly resource: Resource;
  readonly configuration: Configuration;
  readonly reporter: Reporter;
}

function checkIn(
  { resource, configuration, reporter }: Call,
  olds: Properties,
  news: Properties,
): dynamic.CheckResult<Properties> {
  const isNew = Object.keys(omit(olds, [providerKey])).length === 0;
  const values = fromWire(news);
  const options = { owner: readOwner(news["owner"]), autonaming: undefined, filledIn: [] };
  const { inputs, failures, notes } = resource.check(isNew ? undefined : inputsOf(olds), inputsOf(values), {
    ...options,
    defaults: configuration.defaults,
  });
  for (const note of notes) {
    reporter.say(note);
  }
  return {
    inputs: toWire({ ...pick(values, passedOn), ...inputs }),
    failures: [...failures, ...configuration.failures()],
  };
}

function diffIn(
  { resource, configuration, reporter }: Call,
  olds: Properties,
  news: Properties,
): dynamic.DiffResult {
  const values = fromWire(news);
  const { replaceOnChanges } = values;
  const found = resource.diff(olds, inputsOf(values), {
    owner: readOwner(news["owner"]),
    defaultRegionId: () => configuration.defaults().regionId,
    replaceOnChanges: Array.isArray(replaceOnChanges) ? replaceOnChanges : [],
  });
  const movesTimeouts =
    found.subject !== undefined && !sameValue(olds["customTimeouts"], values["customTimeouts"]);
  const updates = [...found.updates, ...(movesTimeouts ? ["customTimeouts"] : [])];
  tell({ ...found, updates }, reporter);
  // A provider reference that differs must reach the outputs too: delete and read go by the one kept there.
  const providerMoved = olds[providerKey] !== news[providerKey];
  return {
    changes: found.replaces.length > 0 || updates.length > 0 || found.alsoUpdates || providerMoved,
    replaces: [...found.replaces],
    deleteBeforeReplace: found.deleteBeforeReplace,
  };
}

/** On this host the engine shows inputs against inputs, and so nothing of what changed outside: this says it. */
function tell({ subject, replaces, updates, warning }: Difference, reporter: Reporter): void {
  const differing = [
    ...replaces.map((name) => `${name} (replaces it)`),
    ...updates.map((name) => `${name} (in place)`),
  ];
  if (subject !== undefined && differing.length > 0) {
    reporter.say(`${subject} differs from the program in ${differing.join(", ")}`);
  }
  if (warning !== undefined) {
    reporter.warn(warning);
  }
}

/** What was reached goes into state though the operation failed: it may be the only place that holds the private key. */
async function orPartialState(properties: Properties, work: Promise<Reached>): Promise<Reached> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PartlyDone) {
      const kept = pick(properties, [...repeated, providerKey]);
      throw new PartialState(error.reached.id, { ...kept, ...error.reached.outputs }, error);
    }
    throw error;
  }
}

/** Runs one operation against its clock: `customTimeouts` are inputs here. */
function timed<T>(
  kind: OperationKind,
  properties: Properties,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  return during(speaker, timeoutMs(readTexts(properties["customTimeouts"]), kind), work);
}
