// What the first call costs a plugin's process: the API client is loaded for it, and no sooner.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stopChild } from "../setup/child.mjs";
import { middle } from "./life.mjs";

const laterCalls = 9;
const processes = 5;

/**
 * @typedef {{ firstMs: number, laterMs: number }} ColdStart the first create of a process, and the middle one of the next
 */

/**
 * Of several processes the middle one. All but the first find what Node has compiled, as the plugin's processes do on a machine that
 * has run it before.
 *
 * @param {string} node
 * @param {import("./stack.mjs").Place} place against an emulator without latency
 * @returns {Promise<ColdStart>}
 */
export async function measureColdStart(node, place) {
  /** @type {ColdStart[]} */
  const starts = [];
  for (let n = 0; n < processes; n += 1) starts.push(await measureProcess(node, place, `process-${n}`));
  return {
    firstMs: middle(starts.map(({ firstMs }) => firstMs)),
    laterMs: middle(starts.map(({ laterMs }) => laterMs)),
  };
}

/**
 * @param {string} node
 * @param {import("./stack.mjs").Place} place
 * @param {string} name that its key pairs begin with
 * @returns {Promise<ColdStart>}
 */
async function measureProcess(node, { folder, env }, name) {
  const plugin = "node_modules/pulumi-alicloud-keypair/pulumi-resource-alicloud-keypair";
  const child = spawn(node, [join(folder, plugin)], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [port] = await once(createInterface(child.stdout), "line");
    const create = await connect(`127.0.0.1:${port}`);
    const firstMs = await create(`${name}-first`);
    /** @type {number[]} */
    const laterMs = [];
    for (let n = 0; n < laterCalls; n += 1) laterMs.push(await create(`${name}-later-${n}`));
    return { firstMs, laterMs: middle(laterMs) };
  } finally {
    await stopChild(child);
  }
}

/**
 * Configures the process as the engine does.
 *
 * @param {string} address
 * @returns {Promise<(name: string) => Promise<number>>} makes a key pair and answers how long that took, in milliseconds
 */
async function connect(address) {
  // Only now, for set-up may have had to install them first.
  const grpc = await import("@grpc/grpc-js");
  const { default: services } = await import("@pulumi/pulumi/proto/provider_grpc_pb.js");
  const { default: messages } = await import("@pulumi/pulumi/proto/provider_pb.js");
  const { default: structs } = await import("google-protobuf/google/protobuf/struct_pb.js");
  const client = new services.ResourceProviderClient(address, grpc.credentials.createInsecure());
  const configure = new messages.ConfigureRequest();
  configure.setArgs(structs.Struct.fromJavaScript({}));
  await new Promise((resolve, reject) => {
    client.configure(configure, (error, response) => (error === null ? resolve(response) : reject(error)));
  });
  return async (name) => {
    const request = new messages.CreateRequest();
    request.setUrn(`urn:pulumi:bench::bench::alicloud-keypair:index:KeyPair::${name}`);
    request.setProperties(structs.Struct.fromJavaScript({ keyPairName: name }));
    const startedAtMs = performance.now();
    await new Promise((resolve, reject) => {
      client.create(request, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
    return performance.now() - startedAtMs;
  };
}
