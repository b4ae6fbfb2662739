/** The dynamic host's calls, each turned into one of the core's and its answer back into the host's values. */
import type { dynamic } from "@pulumi/pulumi";
import { regionSources } from "../config/region";
import type { EcsApi } from "../ecs/api";
import type { Operation, Voice } from "../ecs/operation";
import { openConfiguration, type Configuration } from "../host/configuration";
import { during, speaking } from "../host/operation";
import type { Speaker } from "../host/voice";
import { check } from "../keyPair/check";
import { createKeyPair } from "../keyPair/create";
import { deleteKeyPair, deleteOptions } from "../keyPair/delete";
import { diff } from "../keyPair/diff";
import { PartlyDone } from "../keyPair/errors";
import { nonEmpty, readInputs, type Properties } from "../keyPair/inputs";
import { ownerOnRecord, readOwner } from "../keyPair/owner";
import { getKeyPair, refreshKeyPair } from "../keyPair/read";
import { openSeen, type Seen } from "../keyPair/seen";
import { existingState, readState, toOutputs, type KeyPairState } from "../keyPair/state";
import { timeoutMs, type OperationKind } from "../keyPair/timeout";
import { updateKeyPair } from "../keyPair/update";
import { PartialState } from "./failures";
import { fromWire, toWire } from "./wire";

/** The calls of the dynamic host. */
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

/** The host process is started with the engine's address as its only argument, and is told no URN. */
const speaker: Speaker = { engineAddress: process.argv[2] };

/** @param stackConfiguration - the whole stack configuration, by full key such as `alicloud:region` */
export function openLifecycle(stackConfiguration: (key: string) => string | undefined): Lifecycle {
  const configuration = openConfiguration(
    {
      stack: ["alicloud-keypair", "alicloud"].map((namespace) => ({
        nameOf: (key) => `${namespace}:${key}`,
        valueOf: (key) => stackConfiguration(`${namespace}:${key}`),
      })),
      environment: process.env,
    },
    regionSources,
  );
  const { ecs, regionOf } = configuration;
  const seen = openSeen(process.env);

  return {
    check: (olds, news) => speaking(speaker, (voice) => checkIn({ configuration, seen, voice }, olds, news)),
    diff: (olds, news) => speaking(speaker, (voice) => diffOf(configuration, olds, news, voice)),
    create: (properties) =>
      timed("create", properties, async (operation) => {
        const inputs = readInputs(properties);
        const target = { regionId: regionOf(inputs.regionId), resource: resourceOf(properties), seen };
        const made = createKeyPair(await ecs(), inputs, target, operation);
        const state = await orPartialState(properties, made);
        return { id: state.keyPairName, outs: toOutputs(properties, state) };
      }),
    read: (id, props) =>
      timed("read", props, async (operation) => read(await ecs(), regionOf, id, props, operation)),
    update: (olds, news) =>
      timed("update", news, async (operation) => {
        const updated = updateKeyPair(ecs, existingState(olds), readInputs(news), operation);
        return { outs: toOutputs(news, await orPartialState(news, updated)) };
      }),
    delete: (props) =>
      timed("delete", props, async (operation) => {
        const state = existingState(props);
        const options = deleteOptions(state, props, resourceOf(props), seen);
        await deleteKeyPair(await ecs(), state, options, operation);
      }),
  };
}

/** How a process remembers the resource, of its inputs and of its outputs: this host does not receive URNs. */
function resourceOf(properties: Properties): string {
  return ownerOnRecord(readOwner(properties["owner"]));
}

function checkIn(
  { configuration, seen, voice }: { configuration: Configuration; seen: Seen; voice: Voice },
  olds: Properties,
  news: Properties,
): dynamic.CheckResult<Properties> {
  seen.checked(resourceOf(news), withoutProvider(olds), news);
  const { inputs, failures, notes } = check(
    withoutProvider(olds),
    withoutProvider(fromWire(news)),
    configuration.defaults,
  );
  for (const note of notes) {
    voice.say(note);
  }
  return { inputs: toWire(inputs), failures: [...failures, ...configuration.failures()] };
}

function diffOf(
  configuration: Configuration,
  olds: Properties,
  news: Properties,
  voice: Voice,
): dynamic.DiffResult {
  const { replaces, updates, renewsOwner, deleteBeforeReplace, note, warning } = diff(
    olds,
    fromWire(news),
    () => configuration.defaults().regionId,
  );
  if (note !== undefined) {
    voice.say(note);
  }
  if (warning !== undefined) {
    voice.warn(warning);
  }
  // A provider reference that differs must reach the outputs too: delete and read go by the one kept there.
  const providerMoved = olds[providerKey] !== news[providerKey];
  return {
    changes: replaces.length > 0 || updates.length > 0 || renewsOwner || providerMoved,
    replaces: [...replaces],
    deleteBeforeReplace,
  };
}

async function read(
  ecs: EcsApi,
  regionOf: Configuration["regionOf"],
  id: string,
  props: Properties,
  operation: Operation,
): Promise<dynamic.ReadResult<Properties>> {
  const state = readState(props);
  if (state === undefined) {
    const regionId = regionOf(nonEmpty(props["regionId"]));
    const found = await getKeyPair(ecs, { keyPairName: id, regionId }, operation);
    // Whom a pair that is only read is for, is not known here.
    return { id, props: toOutputs({ ...props, owner: undefined }, found) };
  }
  const now = await refreshKeyPair(ecs, state, operation);
  return now === "gone" ? {} : { id: now.keyPairName, props: toOutputs(props, now) };
}

/** What was reached goes into state though the operation failed: it may be the only place that holds the private key. */
async function orPartialState(properties: Properties, work: Promise<KeyPairState>): Promise<KeyPairState> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PartlyDone) {
      const outputs = { ...toOutputs(properties, error.state), [providerKey]: properties[providerKey] };
      throw new PartialState(error.state.keyPairName, outputs, error);
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
  return during(speaker, timeoutMs(readInputs(properties).customTimeouts, kind), work);
}

function withoutProvider(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== providerKey));
}
