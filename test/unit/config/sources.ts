/** The sources of credentials in these tests: settings, their own files, and an emulator as STS. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test, vi } from "vitest";
import { findCredentials } from "../../../provider/config/credentials";
import { openClient, type Client } from "../../../provider/rpc/client";
import type { KeySource } from "../../../provider/config/session";
import type { ConfigurationSource, Namespace } from "../../../provider/config/source";
import { startOperation, type Operation } from "../../../provider/rpc/operation";
import type { AccessKey } from "../../../provider/rpc/call";
import { startEmulator, type Emulator } from "../../../emulator/emulator";

type Texts = Readonly<Record<string, string>>;

/** Settings in the environment and in the namespaces of the stack configuration. */
export function source(environment: Texts, own: Texts = {}, vendors: Texts = {}): ConfigurationSource {
  const namespace = (name: string, values: Texts): Namespace => ({
    nameOf: (key) => `${name}:${key}`,
    valueOf: (key) => values[key],
  });
  return { environment, stack: [namespace("alicloud-keypair", own), namespace("alicloud", vendors)] };
}

/** An operation whose messages nobody reads. */
export function operation(timeoutMs = 10_000): Operation {
  return startOperation(timeoutMs, { say: () => undefined, warn: () => undefined });
}

/** Moves the clock forward until the end of the test; timers go on as before. */
export function moveClock(forwardMs: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + forwardMs });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** Finds credentials, with an emulator as STS. */
export type Find = (source: ConfigurationSource) => () => Promise<AccessKey>;

interface Fixtures {
  prefix: string;
  /** A folder that is initially empty. */
  folder: string;
  /** Writes a file into the folder and returns its path. */
  write: (name: string, content: string) => Promise<string>;
  keyPool: number;
  emulator: Emulator;
  /** How long a call is retried. */
  retryTimeoutMs: number;
  client: Client;
  find: Find;
}

/** Tests with their own emulator and folder. */
export const it = test.extend<Fixtures>({
  prefix: join(tmpdir(), "keypair-credentials-"),
  folder: async ({ prefix }, use) => {
    const folder = await mkdtemp(prefix);
    await use(folder);
    await rm(folder, { recursive: true });
  },
  write: async ({ folder }, use) => {
    await use(async (name, content) => {
      const file = join(folder, name);
      await writeFile(file, content);
      return file;
    });
  },
  keyPool: 1,
  emulator: async ({ keyPool }, use) => {
    const emulator = await startEmulator({ keyPool });
    await use(emulator);
    await emulator.close();
  },
  retryTimeoutMs: 10_000,
  client: async ({ retryTimeoutMs }, use) => {
    const transport = { connectTimeoutMs: 5_000, proxy: undefined };
    await use(openClient({ transport, readTimeoutMs: 5_000, retryTimeoutMs }));
  },
  find: async ({ emulator, client }, use) => {
    const endpoint = { protocol: "http", host: new URL(emulator.url).host, fromRegion: false } as const;
    await use((settings) => {
      let key: KeySource | undefined;
      return async () => {
        key ??= findCredentials(settings, { client, endpoint });
        return key(operation());
      };
    });
  },
});
