/** What a host shows the user: messages in the engine's log, delivered before the response, and failures. */
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { startOperation, type Operation, type Reporter } from "../rpc/operation";
import { engineStubs, type EngineStubs } from "./pulumi";

/** A reporter that can be flushed: the engine may end this process as soon as it has its response. */
export interface EngineReporter extends Reporter {
  flushed(): Promise<void>;
}

/** Where messages go. */
export interface LogTarget {
  /** If undefined, messages go to stderr. */
  readonly engineAddress: string | undefined;
  /** The resource that messages concern, if the host knows it: the engine shows them on its line. */
  readonly urn?: string;
}

const deliveryMs = 2_000;

/** Opens the reporter of one operation. */
export function openReporter(target: LogTarget): EngineReporter {
  const pending: Promise<void>[] = [];
  const log = (severity: "INFO" | "WARNING", message: string): void => {
    pending.push(deliver(target, severity, message));
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

async function deliver(target: LogTarget, severity: "INFO" | "WARNING", message: string): Promise<void> {
  try {
    const { client, messages, grpc } = connected(target.engineAddress);
    const request = new messages.LogRequest();
    request.setSeverity(messages.LogSeverity[severity]);
    request.setMessage(message);
    request.setUrn(target.urn ?? "");
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

/** The message to show for a failure. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "pulumi-alicloud-keypair failed unexpectedly";
}

/** Runs work that makes no call, then delivers its messages. */
export async function withReporter<T>(target: LogTarget, work: (reporter: Reporter) => T): Promise<T> {
  const reporter = openReporter(target);
  const result = work(reporter);
  await reporter.flushed();
  return result;
}

/** Runs an operation with a timeout in milliseconds, then delivers its messages. */
export async function withOperation<T>(
  target: LogTarget,
  timeoutMs: number,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  const reporter = openReporter(target);
  try {
    return await work(startOperation(timeoutMs, reporter));
  } finally {
    await reporter.flushed();
  }
}
