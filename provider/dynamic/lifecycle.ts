/** The dynamic host's calls, each turned into one of the core's and its answer back into the host's values. */
import type { dynamic } from "@pulumi/pulumi";
import { ConfigurationError } from "../config/errors";
import { defaultRegionId, regionSources } from "../config/region";
import { resolveConnection } from "../config/settings";
import type { ConfigurationSource } from "../config/source";
import type { EcsApi } from "../ecs/api";
import { startOperation, type Operation } from "../ecs/operation";
import { check, type CheckFailure } from "../keyPair/check";
import { createKeyPair } from "../keyPair/create";
import { deleteKeyPair } from "../keyPair/delete";
import { diff } from "../keyPair/diff";
import { nonEmpty, readInputs, type Properties } from "../keyPair/inputs";
import { getKeyPair, refreshKeyPair } from "../keyPair/read";
import { readState, toOutputs, type KeyPairState } from "../keyPair/state";
import { timeoutMs, type OperationKind } from "../keyPair/timeout";
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
    check: (olds, news) => Promise.resolve(checkIn(source, olds, news)),
    diff: (olds, news) => Promise.resolve(diffOf(olds, news)),
    create: (properties) =>
      during("create", properties, async (operation) => {
        const inputs = readInputs(properties);
        const state = await createKeyPair(await ecs(), inputs, regionOf(inputs.regionId, source), operation);
        return { id: state.keyPairName, outs: toOutputs(properties, state) };
      }),
    read: (id, props) =>
      during("read", props, async (operation) => read(await ecs(), source, id, props, operation)),
    update: (olds, news) => Promise.resolve({ outs: toOutputs(news, existing(olds)) }),
    delete: (props) =>
      during("delete", props, async (operation) => {
        await deleteKeyPair(await ecs(), existing(props), operation);
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
): dynamic.CheckResult<Properties> {
  const defaults = () => ({ regionId: defaultRegionId(source), regionSources });
  const { inputs, failures } = check(withoutProvider(olds), withoutProvider(fromWire(news)), defaults);
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

function diffOf(olds: Properties, news: Properties): dynamic.DiffResult {
  const { replaces, updates } = diff(olds, fromWire(news));
  // A provider reference that differs must reach the outputs too: delete and read go by the one kept there.
  const providerMoved = olds[providerKey] !== news[providerKey];
  return { changes: replaces.length > 0 || updates.length > 0 || providerMoved, replaces: [...replaces] };
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
