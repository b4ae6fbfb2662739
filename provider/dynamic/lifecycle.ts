/** The dynamic host's calls, each turned into one of the core's and its answer back into the host's values. */
import type { dynamic } from "@pulumi/pulumi";
import { ConfigurationError } from "../config/errors";
import { defaultRegionId, regionSources } from "../config/region";
import { resolveConnection } from "../config/settings";
import type { ConfigurationSource } from "../config/source";
import type { EcsApi } from "../ecs/api";
import { startOperation, type Operation, type Voice } from "../ecs/operation";
import { check, type CheckFailure } from "../keyPair/check";
import { createKeyPair } from "../keyPair/create";
import { deleteKeyPair } from "../keyPair/delete";
import { changesInPlace, diff } from "../keyPair/diff";
import { PartlyDone } from "../keyPair/errors";
import { applyInPlace } from "../keyPair/inPlace";
import { nonEmpty, readInputs, type Properties } from "../keyPair/inputs";
import { getKeyPair, refreshKeyPair } from "../keyPair/read";
import { readState, toOutputs, type KeyPairState } from "../keyPair/state";
import { timeoutMs, type OperationKind } from "../keyPair/timeout";
import { PartialState } from "./failures";
import { openVoice } from "./voice";
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

/** @param stackConfiguration - the whole stack configuration, by full key such as `alicloud:region` */
export function openLifecycle(stackConfiguration: (key: string) => string | undefined): Lifecycle {
  const source: ConfigurationSource = {
    stack: (key) => stackConfiguration(`alicloud-keypair:${key}`) ?? stackConfiguration(`alicloud:${key}`),
    environment: process.env,
  };
  let opened: Promise<EcsApi> | undefined;
  const ecs = (): Promise<EcsApi> => {
    opened ??= openEcs(source);
    return opened;
  };

  return {
    check: (olds, news) => speaking((voice) => checkIn(source, olds, news, voice)),
    diff: (olds, news) => speaking((voice) => diffOf(source, olds, news, voice)),
    create: (properties) =>
      during("create", properties, async (operation) => {
        const inputs = readInputs(properties);
        const made = createKeyPair(await ecs(), inputs, regionOf(inputs.regionId, source), operation);
        const state = await orPartialState(properties, made);
        return { id: state.keyPairName, outs: toOutputs(properties, state) };
      }),
    read: (id, props) =>
      during("read", props, async (operation) => read(await ecs(), source, id, props, operation)),
    update: (olds, news) =>
      during("update", news, async (operation) => {
        const state = existing(olds);
        const inputs = readInputs(news);
        const changed = changesInPlace(state, news)
          ? await orPartialState(news, applyInPlace(await ecs(), state, inputs, operation))
          : state;
        return { outs: toOutputs(news, changed) };
      }),
    delete: (props) =>
      during("delete", props, async (operation) => {
        const { detachOnDelete } = readInputs(props);
        await deleteKeyPair(await ecs(), existing(props), { detachOnDelete }, operation);
      }),
  };
}

async function openEcs(source: ConfigurationSource): Promise<EcsApi> {
  const connection = resolveConnection(source);
  // Loaded here: Alibaba's SDK must not slow down a preview or an `up` that changes nothing.
  const client = await import("../ecs/client.js");
  return client.openEcs(connection);
}

function checkIn(
  source: ConfigurationSource,
  olds: Properties,
  news: Properties,
  voice: Voice,
): dynamic.CheckResult<Properties> {
  const defaults = () => ({ regionId: defaultRegionId(source), regionSources });
  const { inputs, failures, notes } = check(withoutProvider(olds), withoutProvider(fromWire(news)), defaults);
  for (const note of notes) {
    voice.say(note);
  }
  return { inputs: toWire(inputs), failures: [...failures, ...configurationFailures(source)] };
}

/** A setting that can't be used shows at preview, not only when the first call is made. */
function configurationFailures(source: ConfigurationSource): CheckFailure[] {
  try {
    resolveConnection(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return [{ property: "", reason: error.message }];
    }
    throw error;
  }
}

function diffOf(
  source: ConfigurationSource,
  olds: Properties,
  news: Properties,
  voice: Voice,
): dynamic.DiffResult {
  const { replaces, updates, deleteBeforeReplace, note, warning } = diff(olds, fromWire(news), () =>
    defaultRegionId(source),
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
    changes: replaces.length > 0 || updates.length > 0 || providerMoved,
    replaces: [...replaces],
    deleteBeforeReplace,
  };
}

async function read(
  ecs: EcsApi,
  source: ConfigurationSource,
  id: string,
  props: Properties,
  operation: Operation,
): Promise<dynamic.ReadResult<Properties>> {
  const state = readState(props);
  if (state === undefined) {
    const regionId = regionOf(nonEmpty(props["regionId"]), source);
    const found = await getKeyPair(ecs, { keyPairName: id, regionId }, operation);
    return { id, props: toOutputs(props, found) };
  }
  const now = await refreshKeyPair(ecs, state, operation);
  return now === "gone" ? {} : { id: now.keyPairName, props: toOutputs(props, now) };
}

function regionOf(regionId: string | undefined, source: ConfigurationSource): string {
  const region = regionId ?? defaultRegionId(source);
  if (region === undefined) {
    throw new ConfigurationError(`no region is set. Set one of: ${regionSources}`);
  }
  return region;
}

function existing(outputs: Properties): KeyPairState {
  const state = readState(outputs);
  if (state === undefined) {
    throw new Error(
      "what state holds here is no key pair: it was written by something else or edited by hand",
    );
  }
  return state;
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

/** Sees the messages of what makes no call through to the engine. */
async function speaking<T>(work: (voice: Voice) => T): Promise<T> {
  const voice = openVoice();
  const result = work(voice);
  await voice.flushed();
  return result;
}

/** Runs one operation against its clock, and sees its messages through to the engine. */
async function during<T>(
  kind: OperationKind,
  properties: Properties,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  const voice = openVoice();
  const { customTimeouts } = readInputs(properties);
  try {
    return await work(startOperation(timeoutMs(customTimeouts, kind), voice));
  } finally {
    await voice.flushed();
  }
}

function withoutProvider(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== providerKey));
}
