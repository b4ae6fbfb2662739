/** The real process that Pulumi starts for dynamic providers, driven over gRPC as the engine drives it. */
import { join } from "node:path";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { startEngineLog, type LogMessage } from "./engineLog";
import { call, differenceIn, failuresIn, startProvider, struct, values, type Values } from "./rpc";

/** What state holds of this package's code, letter by letter; no release may change it. */
export const providerReference = referenceTo("dynamic");

function referenceTo(module: string): string {
  return (
    `exports.handler = __f0;\nconst provider = require("pulumi-alicloud-keypair/${module}");\n\nfunction __f0() {\n` +
    "  return (function() {\n    with({ this: undefined, arguments: undefined }) {\n\nreturn () => provider;\n\n" +
    "    }\n  }).apply(undefined, undefined).apply(this, arguments);\n}\n"
  );
}

/** The resources that a host can be driven with. */
export type ResourceType = "KeyPair" | "KeyPairAttachment" | "AuthorizedKey";

const references: Readonly<Record<ResourceType, string>> = {
  KeyPair: providerReference,
  KeyPairAttachment: referenceTo("dynamic/keyPairAttachment"),
  AuthorizedKey: referenceTo("dynamic/authorizedKey"),
};

/** A running host. */
export interface Host {
  check(
    olds: Values,
    news: Values,
  ): Promise<{ inputs: Values; failures: { property: string; reason: string }[] }>;
  diff(
    olds: Values,
    news: Values,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Values): Promise<{ id: string; outs: Values }>;
  /** @param owner - whose resource it is, where the values do not say it */
  read(id: string, props: Values, owner?: unknown): Promise<{ id: string; props: Values }>;
  update(id: string, olds: Values, news: Values): Promise<Values>;
  /** @param owner - whose resource it is, where the values do not say it */
  delete(id: string, props: Values, owner?: unknown): Promise<void>;
  /** What it told the engine to show. */
  readonly messages: readonly LogMessage[];
  /** What it wrote to its standard output and error. */
  output(): string;
  /** Ends the process without a warning, as a crash does. */
  kill(): Promise<void>;
  readonly pid: number | undefined;
  /** The same process, driven for another resource: the engine has one for all resources of a program. */
  of(resource: ResourceType): Host;
  close(): Promise<void>;
}

/** How a host starts. */
export interface HostOptions {
  /** The program's folder. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Stack configuration, by full key. */
  readonly config: Readonly<Record<string, string>>;
  /** The resource that its calls are about; a key pair by default. */
  readonly resource?: ResourceType;
  /** Whether configure has to be answered before the first call can be made; true by default. */
  readonly waitsForConfigure?: boolean;
}

/** Starts the process and configures it. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { cwd, env, config, resource = "KeyPair", waitsForConfigure = true } = options;
  const log = await startEngineLog();
  const script = join(cwd, "node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js");
  const { child, client, output, end, close } = await startProvider(process.execPath, [script, log.address], {
    cwd,
    env,
  });
  const configure = new messages.ConfigureRequest();
  configure.setArgs(struct(config));
  const configured = call((done) => client.configure(configure, done));
  if (waitsForConfigure) {
    await configured;
  }
  const host: Host = {
    ...calls(client, references[resource]),
    messages: log.messages,
    output,
    pid: child.pid,
    kill: end,
    of: (other) => ({ ...host, ...calls(client, references[other]) }),
    close: async () => {
      await Promise.allSettled([configured]);
      await close();
      log.close();
    },
  };
  return host;
}

function calls(
  client: ResourceProviderClient,
  __provider: string,
): Pick<Host, "check" | "diff" | "create" | "read" | "update" | "delete"> {
  const withProvider = (properties: Values): Struct => struct({ __provider, ...properties });
  return {
    async check(olds, news) {
      const request = new messages.CheckRequest();
      request.setOlds(withProvider(olds));
      request.setNews(withProvider(news));
      const response = await call<messages.CheckResponse>((done) => client.check(request, done));
      return { inputs: values(response.getInputs()), failures: failuresIn(response) };
    },
    async diff(olds, news) {
      const request = new messages.DiffRequest();
      request.setOlds(withProvider(olds));
      request.setNews(withProvider(news));
      const response = await call<messages.DiffResponse>((done) => client.diff(request, done));
      return differenceIn(response);
    },
    async create(inputs) {
      const request = new messages.CreateRequest();
      request.setProperties(withProvider(inputs));
      const response = await call<messages.CreateResponse>((done) => client.create(request, done));
      return { id: response.getId(), outs: values(response.getProperties()) };
    },
    async read(id, props) {
      const request = new messages.ReadRequest();
      request.setId(id);
      request.setProperties(withProvider(props));
      const response = await call<messages.ReadResponse>((done) => client.read(request, done));
      return { id: response.getId(), props: values(response.getProperties()) };
    },
    async update(id, olds, news) {
      const request = new messages.UpdateRequest();
      request.setId(id);
      request.setOlds(withProvider(olds));
      request.setNews(withProvider(news));
      const response = await call<messages.UpdateResponse>((done) => client.update(request, done));
      return values(response.getProperties());
    },
    async delete(id, props) {
      const request = new messages.DeleteRequest();
      request.setId(id);
      request.setProperties(withProvider(props));
      await call((done) => client.delete(request, done));
    },
  };
}
