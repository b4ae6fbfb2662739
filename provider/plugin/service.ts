/** Host 2: the provider plugin's gRPC service; gRPC itself rejects any other call as unimplemented. */
import type { sendUnaryData, Server, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import type { Configuration } from "../host/configuration";
import type { openCalls } from "./calls";
import { packageSchema, packageVersion } from "./package";
import { Empty, grpc, messages, PluginInfo, providerService } from "./protocol";
import type { Session } from "./session";
import { openSettings, settingsFailures } from "./settings";
import { failureMessage, statusOf } from "./status";
import { decode } from "./wire";

/** The plugin's server, and what shutting it down takes. */
export interface Service {
  readonly server: Server;
  /** Reports the engine gone: nobody records the result of a create any more, even if its call succeeds. */
  readonly abandon: () => void;
  /** Resolves when every running create has responded or been undone. */
  readonly creates: () => Promise<void>;
}

/** @param engineAddress - the engine's address, if known at the start */
export function openService(engineAddress: string | undefined): Service {
  let address = engineAddress;
  let abandoned = false;
  let configuration: Configuration = openSettings({}, "");
  const session: Session = {
    configuration: () => configuration,
    logTarget: (urn) => ({ engineAddress: address, urn }),
    isAbandoned: () => abandoned,
  };
  const creates = new Set<Promise<unknown>>();
  const server = new grpc.Server();
  server.addService(providerService, {
    ...settingsCalls(session, (opened) => {
      configuration = opened;
    }),
    ...resourceCalls(session, creates),
    ...pluginCalls((engine) => {
      address = engine;
    }),
  });
  return {
    server,
    abandon: () => {
      abandoned = true;
    },
    creates: async () => {
      while (creates.size > 0) {
        await Promise.allSettled([...creates]);
      }
    },
  };
}

/** The calls about the plugin itself. */
function pluginCalls(attach: (engineAddress: string) => void): UntypedServiceImplementation {
  return {
    handshake: respond((request: Messages.ProviderHandshakeRequest) => {
      attach(request.getEngineAddress());
      const response = new messages.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptOutputs(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    attach: respond((request: { getAddress(): string }) => {
      attach(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: respond(() => {
      const info = new PluginInfo();
      info.setVersion(packageVersion);
      return info;
    }),
    getSchema: respond(() => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(packageSchema());
      return response;
    }),
    // Sent at the first SIGINT and at every shutdown. Running operations finish, because the engine still records their results.
    cancel: respond(() => new Empty()),
  };
}

/** The calls about the provider's settings. */
function settingsCalls(
  { logTarget }: Session,
  configure: (configuration: Configuration) => void,
): UntypedServiceImplementation {
  return {
    checkConfig: respond((request: Messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      const failures = settingsFailures(decode(request.getNews()).values, request.getUrn());
      response.setFailuresList(failures.map(failureMessage));
      return response;
    }),
    diffConfig: respond(async (request: Messages.DiffRequest) => {
      const { diffConfigCall } = await import("./diffConfig.js");
      return diffConfigCall(logTarget, request);
    }),
    configure: respond((request: Messages.ConfigureRequest) => {
      configure(openSettings(decode(request.getArgs()).values, request.getUrn() ?? ""));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptoutputs(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
  };
}

function resourceCalls(session: Session, creates: Set<Promise<unknown>>): UntypedServiceImplementation {
  let opened: Promise<ReturnType<typeof openCalls>> | undefined;
  const calls = () => {
    opened ??= import("./calls.js").then(({ openCalls }) => openCalls(session));
    return opened;
  };
  return {
    check: respond(async (request: Messages.CheckRequest) => (await calls()).check(request)),
    diff: respond(async (request: Messages.DiffRequest) => (await calls()).diff(request)),
    create: respondToCall((call: ServerUnaryCall<Messages.CreateRequest, Messages.CreateResponse>) => {
      const create = calls().then((opened) => opened.create(call));
      creates.add(create);
      void create.catch(() => undefined).finally(() => creates.delete(create));
      return create;
    }),
    read: respond(async (request: Messages.ReadRequest) => (await calls()).read(request)),
    update: respond(async (request: Messages.UpdateRequest) => (await calls()).update(request)),
    delete: respond(async (request: Messages.DeleteRequest) => {
      await (await calls()).delete(request);
      return new Empty();
    }),
    invoke: respond(async (request: Messages.InvokeRequest) => (await calls()).invoke(request)),
  };
}

type Handler<Q, R> = (call: ServerUnaryCall<Q, R>, done: sendUnaryData<R>) => void;

function respond<Q, R>(work: (request: Q) => R | Promise<R>): Handler<Q, R> {
  return respondToCall(({ request }) => work(request));
}

/** Turns a failure into a status with its message: an exception would end the process and print a stack. */
function respondToCall<Q, R>(work: (call: ServerUnaryCall<Q, R>) => R | Promise<R>): Handler<Q, R> {
  return (call, done) => {
    void (async () => {
      try {
        done(null, await work(call));
      } catch (error) {
        done(statusOf(error));
      }
    })();
  };
}
