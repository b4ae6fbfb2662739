/** What every test of the plugin's protocol stands on: its process, and requests as the engine makes them. */
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { inject } from "vitest";
import { it as lifecycleTest, emulatorEnvironment } from "../lifecycle/fixtures";
import type { HostOptions } from "../lifecycle/host";
import { startPlugin, urnOf, type Plugin } from "../lifecycle/plugin";
import { call, struct, type Values } from "../lifecycle/rpc";

/** Starts further plugins; all of them end with the test. */
export type StartPlugin = (options?: Partial<HostOptions>) => Promise<Plugin>;

/** A test with a fresh emulator and a fresh plugin. */
export const it = lifecycleTest.extend<{ startOne: StartPlugin; plugin: Plugin }>({
  startOne: async ({ emulator, home }, use) => {
    const plugins: Plugin[] = [];
    await use(async ({ env = {}, config = {}, cwd = inject("installed") } = {}) => {
      const plugin = await startPlugin({
        cwd,
        env: { HOME: home, ...emulatorEnvironment(emulator.url), ...env },
        config,
      });
      plugins.push(plugin);
      return plugin;
    });
    await Promise.all(plugins.map((plugin) => plugin.close()));
  },
  plugin: async ({ startOne }, use) => {
    await use(await startOne());
  },
});

/** The URN of the resource `dev`. */
export const urn = urnOf("dev");

/** The text of a value that is not known yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Sends a check and gives the raw answer. */
export function check(
  { client }: Plugin,
  { olds = {}, news = {} }: { olds?: Values; news?: Values },
  autonaming?: { mode: keyof typeof messages.CheckRequest.AutonamingOptions.Mode; proposedName?: string },
): Promise<messages.CheckResponse> {
  const request = new messages.CheckRequest();
  request.setUrn(urn);
  request.setOlds(struct(olds));
  request.setNews(struct(news));
  request.setRandomseed(Buffer.from("seed"));
  if (autonaming !== undefined) {
    const options = new messages.CheckRequest.AutonamingOptions();
    options.setMode(messages.CheckRequest.AutonamingOptions.Mode[autonaming.mode]);
    options.setProposedName(autonaming.proposedName ?? "");
    request.setAutonaming(options);
  }
  return call((done) => client.check(request, done));
}

/** Sends a diff and gives the raw answer. */
export function diff(
  { client }: Plugin,
  { olds, oldInputs = {}, news, of = urn }: { olds: Values; oldInputs?: Values; news: Values; of?: string },
): Promise<messages.DiffResponse> {
  const request = new messages.DiffRequest();
  request.setUrn(of);
  request.setId("dev");
  request.setOlds(struct(olds));
  request.setOldInputs(struct(oldInputs));
  request.setNews(struct(news));
  return call((done) => client.diff(request, done));
}

/** A create's request. */
export function createRequest(properties: Values, preview = false): messages.CreateRequest {
  const request = new messages.CreateRequest();
  request.setUrn(urn);
  request.setProperties(struct(properties));
  request.setPreview(preview);
  return request;
}

/** Sends a create and gives the raw answer. */
export function create(
  { client }: Plugin,
  properties: Values,
  preview = false,
): Promise<messages.CreateResponse> {
  return call((done) => client.create(createRequest(properties, preview), done));
}

/** A delete's request. */
export function deleteRequest(id: string, properties: Values): messages.DeleteRequest {
  const request = new messages.DeleteRequest();
  request.setUrn(urn);
  request.setId(id);
  request.setProperties(struct(properties));
  return request;
}

/** Sends an update and gives the raw answer. */
export function update(
  { client }: Plugin,
  { olds, news, preview = false }: { olds: Values; news: Values; preview?: boolean },
): Promise<messages.UpdateResponse> {
  const request = new messages.UpdateRequest();
  request.setUrn(urn);
  request.setId("dev");
  request.setOlds(struct(olds));
  request.setNews(struct(news));
  request.setPreview(preview);
  return call((done) => client.update(request, done));
}

/** Sends a read; without properties it is an import's. */
export function read(
  { client }: Plugin,
  id: string,
  properties?: Values,
  inputs?: Values,
): Promise<messages.ReadResponse> {
  const request = new messages.ReadRequest();
  request.setUrn(urn);
  request.setId(id);
  if (properties !== undefined) {
    request.setProperties(struct(properties));
  }
  if (inputs !== undefined) {
    request.setInputs(struct(inputs));
  }
  return call((done) => client.read(request, done));
}
