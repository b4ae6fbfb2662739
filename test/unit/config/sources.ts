/** The sources of credentials in these tests: settings, their own files, and an emulator as STS. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { findCredentials } from "../../../provider/config/credentials";
import { openClient } from "../../../provider/rpc/client";
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

/** Finds credentials, with an emulator as STS. */
export type Find = (source: ConfigurationSource) => () => Promise<AccessKey>;

interface Fixtures {
  prefix: string;
  /** A folder that is initially empty. */
  folder: string;
  /** Writes a file into the folder and returns its path. */
  write: (name: string, content: string) => Promise<string>;
  /** How far the emulator's clock is behind, in milliseconds. */
  lateMs: number;
  emulator: Emulator;
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
  lateMs: 0,
  emulator: async ({ lateMs }, use) => {
    const emulator = await startEmulator({ keyPool: 1, nowMs: () => Date.now() - lateMs });
    await use(emulator);
    await emulator.close();
  },
  find: async ({ emulator }, use) => {
    const endpoint = { protocol: "http", host: new URL(emulator.url).host, fromRegion: false } as const;
    const transport = { connectTimeoutMs: 5_000, proxy: undefined };
    const client = openClient({ transport, readTimeoutMs: 5_000, retryTimeoutMs: undefined });
    await use((settings) => {
      let key: KeySource | undefined;
      return async () => {
        key ??= findCredentials(settings, { client, endpoint });
        return key(operation());
      };
    });
  },
});
