/** The dynamic host's calls: each runs a resource's call and converts the result to the host's values. */
import type { dynamic } from "@pulumi/pulumi";
import type { Configuration } from "../host/configuration";
import { withOperation, withReporter, type LogTarget } from "../host/reporter";
import { sameValue } from "../resource/fields";
import { readOwner } from "../resource/owner";
import { PartlyDone, type Context, type Difference, type Reached, type Resource } from "../resource/resource";
import { timeoutMs, type OperationKind } from "../resource/timeout";
import { omit, pick, readTexts, type Properties } from "../resource/values";
import { openResources } from "../resources";
import type { Operation, Reporter } from "../rpc/operation";
import { openStackConfiguration } from "./configuration";
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

/** The property that holds Pulumi's reference to this host. */
const providerKey = "__provider";

/** Inputs that the SDK's classes add, because this host receives neither Pulumi's options nor URNs. */
const passedOn = ["owner", "customTimeouts", "replaceOnChanges"];

/** Those that outputs repeat, because delete and read receive only outputs. */
const repeated = ["owner", "customTimeouts"];

/** The engine's address is the host process's only argument. */
const logTarget: LogTarget = { engineAddress: process.argv[2] };

/**
 * Opens the calls of all resources, by a resource's name.
 *
 * @param stackConfiguration - reads the whole stack configuration, by full key such as `alicloud:region`
 */
export function openLifecycles(
  stackConfiguration: (key: string) => string | undefined,
): (name: string) => Lifecycle {
  const configuration = openStackConfiguration(stackConfiguration);
  const resources = openResources(process.env);
  return (name) => {
    const resource = resources.find((each) => each.name === name);
    if (resource === undefined) {
      throw new Error(`pulumi-alicloud-keypair has no resource type ${name}`);
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
      withReporter(logTarget, (reporter) => checkIn({ resource, configuration, reporter }, olds, news)),
    diff: (olds, news) =>
      withReporter(logTarget, (reporter) => diffIn({ resource, configuration, reporter }, olds, news)),
    create: (properties) =>
      timed("create", properties, async (operation) => {
        const created = resource.create(contextOf(properties, operation), inputsOf(properties));
        const { id, outputs } = await orPartialState(properties, created);
        return { id, outs: { ...pick(properties, repeated), ...outputs } };
      }),
    read: (id, props) =>
      timed("read", props, async (operation) => {
        const found = await resource.read(contextOf(props, operation), id, props);
        // A resource that has its owner as an output reads that itself: what is only read may be another's.
        const kept = repeated.filter((each) => resource.fields[each] === undefined);
        return found === "gone" ? {} : { id: found.id, props: { ...pick(props, kept), ...found.outputs } };
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
  const timeoutsDiffer =
    found.subject !== undefined && !sameValue(olds["customTimeouts"], values["customTimeouts"]);
  const updates = [...found.updates, ...(timeoutsDiffer ? ["customTimeouts"] : [])];
  reportDifference({ ...found, updates }, reporter);
  // A changed provider reference must reach the outputs too: delete and read use the one stored there.
  const providerDiffers = olds[providerKey] !== news[providerKey];
  return {
    changes: found.replaces.length > 0 || updates.length > 0 || found.alsoUpdates || providerDiffers,
    replaces: [...found.replaces],
    deleteBeforeReplace: found.deleteBeforeReplace,
  };
}

/** Reports drift, which the engine can't show on this host because it compares only inputs with inputs. */
function reportDifference({ subject, replaces, updates, warning }: Difference, reporter: Reporter): void {
  const differing = [
    ...replaces.map((name) => `${name} (replaces it)`),
    ...updates.map((name) => `${name} (updates it in place)`),
  ];
  if (subject !== undefined && differing.length > 0) {
    reporter.say(`${subject} differs from the program in ${differing.join(", ")}`);
  }
  if (warning !== undefined) {
    reporter.warn(warning);
  }
}

/** Records what a failed operation reached: state may be the only place that holds the private key. */
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

/** Runs an operation within its timeout; on this host, `customTimeouts` are inputs. */
function timed<T>(
  kind: OperationKind,
  properties: Properties,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  return withOperation(logTarget, timeoutMs(readTexts(properties["customTimeouts"]), kind), work);
}
