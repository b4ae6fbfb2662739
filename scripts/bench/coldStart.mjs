// What a plugin's process costs at its start: the time until it serves, and its first call, which loads the API client.
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { execa } from "execa";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { stopGroup } from "../setup/signals.mjs";
import { middle } from "./life.mjs";

const laterCalls = 9;
const processes = 5;

/** @typedef {{ firstMs: number, laterMs: number }} ColdStart the first create of a process, and the median of the next ones */

/**
 * The median of several processes. All but the first find what Node.js has compiled, as on a machine that has run the plugin before.
 *
 * @param {string} node
 * @param {import("./stack.mjs").Place} place against an emulator without latency
 * @returns {Promise<ColdStart>}
 */
export async function measureColdStart(node, place) {
  /** @type {ColdStart[]} */
  const measured = [];
  for (let n = 0; n < processes; n += 1) measured.push(await measureProcess(node, place, `process-${n}`));
  return {
    firstMs: middle(measured.map(({ firstMs }) => firstMs)),
    laterMs: middle(measured.map(({ laterMs }) => laterMs)),
  };
}

const starts = 15;

/** @typedef {{ alicloudMs: number, floorMs: number }} StartToPort from a process's start until it has printed its port */

/**
 * The median of several starts of the plugin, and of the floor's: gRPC and its stubs alone. They take turns, after a start that is not
 * counted, so that both find what Node.js has compiled.
 *
 * @param {string} node
 * @param {import("./stack.mjs").Place} place
 * @returns {Promise<StartToPort>}
 */
export async function measureStartToPort(node, place) {
  /** @type {StartToPort[]} */
  const times = [];
  for (let n = 0; n <= starts; n += 1) {
    const floorMs = await startToPortMs(node, place, "floor/pulumi-resource-floor");
    const alicloudMs = await startToPortMs(node, place, executable);
    times.push({ floorMs, alicloudMs });
  }
  const [, ...counted] = times;
  return {
    alicloudMs: middle(counted.map(({ alicloudMs }) => alicloudMs)),
    floorMs: middle(counted.map(({ floorMs }) => floorMs)),
  };
}

const executable = "pulumi-alicloud-keypair/pulumi-resource-alicloud-keypair";

/** @param {string} node @param {import("./stack.mjs").Place} place @param {string} plugin in `node_modules` */
async function startToPortMs(node, place, plugin) {
  const startedAtMs = performance.now();
  const { child } = await start(node, place, plugin);
  const ms = performance.now() - startedAtMs;
  await stopGroup(child);
  return ms;
}

/** @param {string} node @param {import("./stack.mjs").Place} place @param {string} plugin in `node_modules` */
async function start(node, { folder, env }, plugin) {
  const options = { cwd: folder, env, extendEnv: false, detached: true, reject: false };
  const file = join(folder, "node_modules", plugin);
  const child = execa(node, [file], { ...options, stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(createInterface(child.stdout), "line");
  return { child, port };
}

/**
 * @param {string} node
 * @param {import("./stack.mjs").Place} place
 * @param {string} name a prefix of its key pairs' names
 */
async function measureProcess(node, place, name) {
  const { child, port } = await start(node, place, executable);
  try {
    const create = await connect(`127.0.0.1:${port}`);
    const firstMs = await create(`${name}-first`);
    /** @type {number[]} */
    const laterMs = [];
    for (let n = 0; n < laterCalls; n += 1) laterMs.push(await create(`${name}-later-${n}`));
    return { firstMs, laterMs: middle(laterMs) };
  } finally {
    await stopGroup(child);
  }
}

/**
 * Configures the process as the engine does.
 *
 * @param {string} address
 * @returns {Promise<(name: string) => Promise<number>>} creates a key pair and returns how long that took, in milliseconds
 */
async function connect(address) {
  const client = new services.ResourceProviderClient(address, grpc.credentials.createInsecure());
  const configure = new messages.ConfigureRequest();
  configure.setArgs(structs.Struct.fromJavaScript({}));
  await new Promise((done, fail) =>
    client.configure(configure, (error) => (error ? fail(error) : done(null))),
  );
  return async (name) => {
    const request = new messages.CreateRequest();
    request.setUrn(`urn:pulumi:bench::bench::alicloud-keypair:index:KeyPair::${name}`);
    request.setProperties(structs.Struct.fromJavaScript({ keyPairName: name }));
    const startedAtMs = performance.now();
    await new Promise((done, fail) => client.create(request, (error) => (error ? fail(error) : done(null))));
    return performance.now() - startedAtMs;
  };
}
