/** What every lifecycle test stands on: an emulator and a process of either host, both its own. */
import { createPublicKey } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseKey } from "sshpk";
import { inject, test } from "vitest";
import type { AccountOptions } from "../../emulator/cloud/accounts";
import { startEmulator, type Emulator } from "../../emulator/emulator";
import type { Readings } from "../../emulator/readings";
import { startHost, type Host, type HostOptions, type ResourceType } from "./host";
import { startPlugin } from "./plugin";

declare module "vitest" {
  interface ProvidedContext {
    /** Which host the tests run on; set by the test runner's project. */
    hostKind: "dynamic" | "plugin";
  }
}

const starts = { dynamic: startHost, plugin: startPlugin };

/** The environment of a host that knows nothing but the emulator. */
export function emulatorEnvironment(url: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    ALIBABA_CLOUD_ENDPOINT_ECS: url,
    ALIBABA_CLOUD_ENDPOINT_STS: url,
    ALICLOUD_REGION: "cn-hangzhou",
    ALICLOUD_ACCESS_KEY: "emulator",
    ALICLOUD_SECRET_KEY: "emulator",
    ...quickStart(),
  };
}

/** What has the processes of engine, hosts and programs start in half the time. */
export function quickStart(): Record<string, string> {
  return {
    NODE_COMPILE_CACHE: inject("compileCache"),
    NODE_OPTIONS: `--require ${resolve("test/lateModules.cjs")}`,
    // One compilation in types.test.ts checks all types.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // A command of the engine ends before there is memory worth collecting.
    GOGC: "off",
  };
}

function account(accessKeyId: string): AccountOptions {
  return { accessKeyId, accessKeySecret: accessKeyId };
}

/** Starts further hosts; all of them end with the test. */
export type StartHost = (options?: Partial<HostOptions>) => Promise<Host>;

interface Fixtures {
  accounts: readonly AccountOptions[];
  homePrefix: string;
  /** How many keys the emulator hands out in turn. */
  keyPool: number;
  /** How the emulator reads the API's documents where they contradict themselves. */
  readings: Partial<Readings>;
  /** The resource that the hosts' calls are about. */
  resource: ResourceType;
  emulator: Emulator;
  /** An empty home folder: no CLI profile is found. */
  home: string;
  startHost: StartHost;
  host: Host;
}

/** A test with a fresh emulator and a fresh host. */
export const it = test.extend<Fixtures>({
  accounts: [account("emulator"), account("other")],
  homePrefix: join(tmpdir(), "keypair-home-"),
  keyPool: 4,
  readings: {},
  resource: "KeyPair",
  emulator: async ({ accounts, keyPool, readings }, use) => {
    const emulator = await startEmulator({ keyPool, accounts, readings });
    await use(emulator);
    await emulator.close();
  },
  home: async ({ homePrefix }, use) => {
    const home = await mkdtemp(homePrefix);
    await use(home);
    await rm(home, { recursive: true });
  },
  startHost: async ({ emulator, home, resource }, use) => {
    const hosts: Host[] = [];
    await use(async ({ env = {}, config = {}, cwd = inject("installed"), ...rest } = {}) => {
      const host = await starts[inject("hostKind")]({
        cwd,
        env: { HOME: home, ...emulatorEnvironment(emulator.url), ...env },
        config,
        resource,
        ...rest,
      });
      hosts.push(host);
      return host;
    });
    await Promise.all(hosts.map((host) => host.close()));
  },
  host: async ({ startHost }, use) => {
    await use(await startHost());
  },
});

/** Inputs as the class sends them for a resource named `dev` of project `project` and stack `stack`. */
export function inputs(args: Record<string, unknown> = {}): Record<string, unknown> {
  return { owner: "project/stack/dev", ...args };
}

/** The tag that names the resource that a pair was made for. */
export const ownerTag = "pulumi-alicloud-keypair:owner";

/** The tag that names the request which made a pair. */
export const attemptTag = "pulumi-alicloud-keypair:attempt";

/** The most calls that one pair may take under a rate limit: each wait is longer than the last, so that twelve take over a minute. */
export const mostCallsForOnePair = 12;

/** How often CreateKeyPair was called: how many of the calls throttling refused, and how many served one pair at most. */
export function createCalls(emulator: Emulator): { all: number; refused: number; mostForOnePair: number } {
  const calls = emulator.calls().filter((call) => call.action === "CreateKeyPair");
  const names = calls.map((call) => call.parameters["KeyPairName"]);
  return {
    all: calls.length,
    refused: calls.filter((call) => call.outcome === "Throttling.User").length,
    mostForOnePair: Math.max(...names.map((name) => names.filter((other) => other === name).length)),
  };
}

/** The public half of a private key, in OpenSSH form. */
export function publicHalfOf(privateKey: unknown): string {
  const spki = createPublicKey(String(privateKey)).export({ type: "spki", format: "pem" }).toString();
  return parseKey(spki, "pem").toString("ssh").split(" ").slice(0, 2).join(" ");
}

/** The warnings that a host has shown, a line each. */
export function warnings(host: Host): string {
  return host.messages
    .filter((message) => message.severity === "warning")
    .map((message) => message.text)
    .join("\n");
}
