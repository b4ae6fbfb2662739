/** Calls to a provider process over gRPC, as the engine makes them. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { DiffResponse, ErrorResourceInitFailed, type CheckResponse } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Property values as gRPC carries them. */
export type Values = Record<string, unknown>;

/** A provider's process that has said where it listens. */
export interface ProviderProcess {
  readonly child: ChildProcess;
  readonly client: ResourceProviderClient;
  /** What it wrote to its standard output, after the port, and to its standard error. */
  readonly output: () => string;
  /** Ends it without a warning, as a crash does. */
  readonly end: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts a command that prints its port as its first line. */
export async function startProvider(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ProviderProcess> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  child.stderr.on("data", (data: Buffer) => output.push(data.toString()));
  const lines = createInterface(child.stdout);
  const [port] = (await once(lines, "line")) as [string];
  lines.on("line", (line) => output.push(line));
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    child,
    client,
    output: () => output.join("\n"),
    end: () => stop(child),
    close: async () => {
      client.close();
      await stop(child);
    },
  };
}

type Done<T> = (error: grpc.ServiceError | null, response: T) => void;

/** A call that fails rejects with the message that a person would see. */
export function call<T>(start: (done: Done<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, response) => {
      if (error === null) {
        resolve(response);
      } else {
        reject(new Error(error.details, { cause: error }));
      }
    });
  });
}

/** What a failed call says was reached all the same, or undefined where the engine would record nothing. */
export function initFailed(failure: unknown): ErrorResourceInitFailed | undefined {
  const { cause } = failure as { cause?: Partial<grpc.ServiceError> };
  const [details] = cause?.metadata?.get("grpc-status-details-bin") ?? [];
  if (!(details instanceof Buffer)) {
    return undefined;
  }
  const [any] = Status.deserializeBinary(new Uint8Array(details)).getDetailsList();
  return (
    any?.unpack(
      (bytes) => ErrorResourceInitFailed.deserializeBinary(bytes),
      "pulumirpc.ErrorResourceInitFailed",
    ) ?? undefined
  );
}

/** What a check refuses. */
export function failuresIn(response: CheckResponse): { property: string; reason: string }[] {
  return response.getFailuresList().map((failure) => ({
    property: failure.getProperty(),
    reason: failure.getReason(),
  }));
}

/** What a diff has found, as far as both hosts tell it. */
export function differenceIn(response: DiffResponse): {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
} {
  return {
    changes: response.getChanges() === DiffResponse.DiffChanges.DIFF_SOME,
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
  };
}

/** Values as a message holds them. */
export function struct(properties: Values): Struct {
  return Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** What a message holds; nothing where it holds none. */
export function values(properties: Struct | undefined): Values {
  return properties?.toJavaScript() ?? {};
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
}
