/** What a host tells the person: messages through the engine's own log, seen through before the answer goes out, and failures. */
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { startOperation, type Operation, type Reporter } from "../rpc/operation";
import { engineStubs, type EngineStubs } from "./pulumi";

/** A reporter whose messages can be waited for: the engine may end this process as soon as it has its answer. */
export interface EngineReporter extends Reporter {
  flushed(): Promise<void>;
}

/** Who speaks to whom. */
export interface Speaker {
  /** Without an engine to log to, messages go to stderr. */
  readonly engineAddress: string | undefined;
  /** The resource that is spoken of, where the host knows it: messages then stand on its own line. */
  readonly urn?: string;
}

const deliveryMs = 2_000;

/** Opens the reporter of one operation. */
export function openReporter(speaker: Speaker): EngineReporter {
  const pending: Promise<void>[] = [];
  const log = (severity: "INFO" | "WARNING", message: string): void => {
    pending.push(deliver(speaker, severity, message));
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

interface Engine extends EngineStubs {
  readonly address: string;
  readonly client: EngineClient;
}

let engine: Engine | undefined;

async function deliver(speaker: Speaker, severity: "INFO" | "WARNING", message: string): Promise<void> {
  try {
    const { client, messages, grpc } = connected(speaker.engineAddress);
    const request = new messages.LogRequest();
    request.setSeverity(messages.LogSeverity[severity]);
    request.setMessage(message);
    request.setUrn(speaker.urn ?? "");
    await new Promise<void>((resolve, reject) => {
      client.log(request, new grpc.Metadata(), { deadline: Date.now() + deliveryMs }, (error) => {
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

function connected(address: string | undefined): Engine {
  if (address === undefined) {
    throw new Error("no engine");
  }
  if (engine?.address !== address) {
    const stubs = engineStubs();
    const client = new stubs.services.EngineClient(address, stubs.grpc.credentials.createInsecure());
    engine = { ...stubs, address, client };
  }
  return engine;
}

/** The message to show. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unexpected failure of pulumi-alicloud-keypair";
}

/** For what makes no call. */
export async function speaking<T>(speaker: Speaker, work: (reporter: Reporter) => T): Promise<T> {
  const reporter = openReporter(speaker);
  const result = work(reporter);
  await reporter.flushed();
  return result;
}

/** For an operation that has a time to keep, in milliseconds. */
export async function during<T>(
  speaker: Speaker,
  timeoutMs: number,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  const reporter = openReporter(speaker);
  try {
    return await work(startOperation(timeoutMs, reporter));
  } finally {
    await reporter.flushed();
  }
}
