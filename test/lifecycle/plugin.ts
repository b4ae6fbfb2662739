/** The provider plugin's process, driven over gRPC as the engine drives it, behind the dynamic host's calls. */
import { join } from "node:path";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { startEngineLog, type EngineLog } from "./engineLog";
import type { Host, HostOptions, ResourceType } from "./host";
import {
  call,
  differenceIn,
  failuresIn,
  startProvider,
  struct,
  values,
  type ProviderProcess,
  type Values,
} from "./rpc";

/** A running plugin. */
export interface Plugin extends Host, Pick<ProviderProcess, "client" | "child"> {
  readonly engine: EngineLog;
}

/** An object with this key is a value of a special kind. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A secret, as the protocol carries it. */
export function secret(value: unknown): Values {
  return { [signatureKey]: secretSignature, value };
}

/** The URN of a resource, by default a key pair, of stack `stack` of project `project`. */
export function urnOf(
  name: string,
  { project = "project", stack = "stack", parents = "" } = {},
  resource: ResourceType = "KeyPair",
): string {
  const type = `${parents === "" ? "" : `${parents}$`}alicloud-keypair:index:${resource}`;
  return `urn:pulumi:${stack}::${project}::${type}::${name}`;
}

/** The plugin's executable of an installation. */
export function executable(installed: string): string {
  return join(installed, "node_modules/pulumi-alicloud-keypair/pulumi-resource-alicloud-keypair");
}

/** Starts the process and configures it, with the settings of its own namespace. */
export async function startPlugin(options: HostOptions): Promise<Plugin> {
  const { cwd, env, config, resource, waitsForConfigure = true } = options;
  const engine = await startEngineLog();
  const provider = await startProvider(executable(cwd), [engine.address], { cwd, env });
  const { client, child, output, end, close } = provider;
  const handshake = new messages.ProviderHandshakeRequest();
  handshake.setEngineAddress(engine.address);
  await call((done) => client.handshake(handshake, done));
  const configure = new messages.ConfigureRequest();
  configure.setArgs(struct(ownSettings(config)));
  const configured = call((done) => client.configure(configure, done));
  if (waitsForConfigure) {
    await configured;
  }
  const plugin: Plugin = {
    ...calls(client, resource),
    client,
    child,
    engine,
    messages: engine.messages,
    output,
    pid: child.pid,
    kill: end,
    of: (other) => ({ ...plugin, ...calls(client, other) }),
    close: async () => {
      await Promise.allSettled([configured]);
      await close();
      engine.close();
    },
  };
  return plugin;
}

function ownSettings(config: HostOptions["config"]): Values {
  const prefix = "alicloud-keypair:";
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

function calls(
  client: ResourceProviderClient,
  resource: ResourceType | undefined,
): Pick<Host, "check" | "diff" | "create" | "read" | "update" | "delete"> {
  const urnIn = (properties: Values): string => urnFor(properties, resource);
  return {
    async check(olds, news) {
      const request = new messages.CheckRequest();
      request.setUrn(urnIn(news));
      request.setOlds(struct(olds));
      request.setNews(argumentsOf(news));
      const response = await call<messages.CheckResponse>((done) => client.check(request, done));
      return { inputs: revealed(response.getInputs()), failures: failuresIn(response) };
    },
    async diff(olds, news) {
      const request = new messages.DiffRequest();
      request.setUrn(urnIn(news));
      request.setId("id");
      request.setOlds(struct(olds));
      request.setNews(argumentsOf(news));
      const response = await call<messages.DiffResponse>((done) => client.diff(request, done));
      return differenceIn(response);
    },
    async create(inputs) {
      const request = new messages.CreateRequest();
      request.setUrn(urnIn(inputs));
      request.setProperties(argumentsOf(inputs));
      request.setTimeout(secondsFor(inputs, "create"));
      const response = await call<messages.CreateResponse>((done) => client.create(request, done));
      return { id: response.getId(), outs: revealed(response.getProperties()) };
    },
    async read(id, props, owner) {
      const request = new messages.ReadRequest();
      request.setUrn(urnIn({ owner, ...props }));
      request.setId(id);
      request.setProperties(outputsOf(props));
      const response = await call<messages.ReadResponse>((done) => client.read(request, done));
      return { id: response.getId(), props: revealed(response.getProperties()) };
    },
    async update(id, olds, news) {
      const request = new messages.UpdateRequest();
      request.setUrn(urnIn(news));
      request.setId(id);
      request.setOlds(struct(olds));
      request.setNews(argumentsOf(news));
      request.setTimeout(secondsFor(news, "update"));
      const response = await call<messages.UpdateResponse>((done) => client.update(request, done));
      return revealed(response.getProperties());
    },
    async delete(id, props, owner) {
      const request = new messages.DeleteRequest();
      request.setUrn(urnIn({ owner, ...props }));
      request.setId(id);
      request.setProperties(outputsOf(props));
      request.setTimeout(secondsFor(props, "delete"));
      await call((done) => client.delete(request, done));
    },
  };
}

/** The dynamic host's inputs name the owner, `PROJECT/STACK/NAME` or `PROJECT/STACK/PARENTS::NAME`; here the URN does. */
function urnFor({ owner = "project/stack/dev" }: Values, resource: ResourceType | undefined): string {
  const [project, stack, ...rest] = String(owner).split("/");
  const [name = "", parents] = rest.join("/").split("::").reverse();
  return urnOf(name, { project, stack, parents }, resource);
}

function argumentsOf({ owner: _, ...args }: Values) {
  return outputsOf(args);
}

function outputsOf({ customTimeouts: _, ...outputs }: Values) {
  return struct(outputs);
}

/** The dynamic host's inputs hold the timeouts; here the request does, in seconds. */
function secondsFor({ customTimeouts }: Values, operation: "create" | "update" | "delete"): number {
  const timeouts = customTimeouts as Partial<Record<string, string>> | undefined;
  return Number.parseFloat(timeouts?.[operation] ?? "0");
}

/** Values without the wrapping of those that are secret. */
export function revealed(properties: Struct | undefined): Values {
  return Object.fromEntries(
    Object.entries(values(properties)).map(([name, value]) => [
      name,
      isSecret(value) ? value["value"] : value,
    ]),
  );
}

/** Whether a value is wrapped as a secret. */
export function isSecret(value: unknown): value is Values {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).some(([key, each]) => key === signatureKey && each === secretSignature)
  );
}
