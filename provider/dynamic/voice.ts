/** Messages from the dynamic host to the person, through the engine's own log with its severities. */
import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as EngineMessages from "@pulumi/pulumi/proto/engine_pb";
import type { Voice } from "../ecs/operation";

/** A voice whose messages can be waited for: the engine may end this process as soon as it has its answer. */
export interface EngineVoice extends Voice {
  flushed(): Promise<void>;
}

const deliveryMs = 2_000;

/** Opens the voice of one operation; without an engine to log to, messages go to stderr, which the engine shows too. */
export function openVoice(): EngineVoice {
  const pending: Promise<void>[] = [];
  const log = (severity: "INFO" | "WARNING", message: string): void => {
    pending.push(deliver(severity, message));
  };
  return {
    say: (message) => {
      log("INFO", message);
    },
    warn: (message) => {
      log("WARNING", message);
    },
    flushed: async () => {
      await Promise.all(pending);
    },
  };
}

interface Engine {
  readonly client: EngineClient;
  readonly messages: typeof EngineMessages;
  readonly Metadata: typeof Grpc.Metadata;
}

let engine: Engine | undefined;

async function deliver(severity: "INFO" | "WARNING", message: string): Promise<void> {
  try {
    engine ??= connect();
    const { client, messages, Metadata } = engine;
    const request = new messages.LogRequest();
    request.setSeverity(messages.LogSeverity[severity]);
    request.setMessage(message);
    await new Promise<void>((resolve, reject) => {
      client.log(request, new Metadata(), { deadline: Date.now() + deliveryMs }, (error) => {
        if (error === null) {
          resolve();
        } else {
          reject(error);
        }
      });
    });
  } catch {
    console.error(`${severity.toLowerCase()}: ${message}`);
  }
}

/** The host process is started with the engine's address as its only argument. */
function connect(): Engine {
  const address = process.argv[2];
  if (address === undefined) {
    throw new Error("no engine");
  }
  // Pulumi's own copy of gRPC: credentials of another copy are refused.
  const pulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
  const grpc = pulumi("@grpc/grpc-js") as typeof Grpc;
  const services = pulumi("@pulumi/pulumi/proto/engine_grpc_pb") as { EngineClient: typeof EngineClient };
  const messages = pulumi("@pulumi/pulumi/proto/engine_pb") as typeof EngineMessages;
  const client = new services.EngineClient(address, grpc.credentials.createInsecure());
  return { client, messages, Metadata: grpc.Metadata };
}
