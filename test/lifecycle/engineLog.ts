/** The part of the engine that a provider reports to: its log. */
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** One line of the log. */
export interface LogMessage {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly text: string;
  /** The resource that it is about; empty for the stack. */
  readonly urn: string;
}

/** A log that keeps what it is told. */
export interface EngineLog {
  readonly address: string;
  readonly messages: readonly LogMessage[];
  close(): void;
}

/** Starts the log's server on a free port of the loopback. */
export async function startEngineLog(): Promise<EngineLog> {
  const messages: LogMessage[] = [];
  const server = new grpc.Server();
  server.addService(EngineService, {
    log(call: grpc.ServerUnaryCall<LogRequest, Empty>, done: grpc.sendUnaryData<Empty>) {
      const { request } = call;
      messages.push({ severity: severityOf(request), text: request.getMessage(), urn: request.getUrn() });
      done(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        resolve(bound);
      } else {
        reject(error);
      }
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    messages,
    close: () => {
      server.forceShutdown();
    },
  };
}

function severityOf(request: LogRequest): LogMessage["severity"] {
  switch (request.getSeverity()) {
    case LogSeverity.DEBUG:
      return "debug";
    case LogSeverity.INFO:
      return "info";
    case LogSeverity.WARNING:
      return "warning";
    case LogSeverity.ERROR:
      return "error";
  }
}
