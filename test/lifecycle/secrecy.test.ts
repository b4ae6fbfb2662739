/** What a real host process writes and reports, however an operation ends: no private key, secret key or token. */
import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type * as grpc from "@grpc/grpc-js";
import fc from "fast-check";
import { describe, expect, vi } from "vitest";
import { keyPairFields } from "../../provider/keyPair/fields";
import { argumentNames } from "../../provider/resource/fields";
import { keyLike, secretsIn } from "../secrets";
import { inputs, it as base } from "./fixtures";
import type { Host } from "./host";
import { partialStateOf } from "./partialState";
import { creates } from "./creates";
import { account, credentials, laterOn, misconfigured, type Outcome, type Scene } from "./outcomes";

/** One key in the pool: the key of a lost answer is then the key of the answer that came. */
const it = base.extend({ accounts: [account], keyPool: 1 });

/** Everything that a host has written so far, and what a failure told the engine. */
function everything(host: Host, failure?: unknown): string {
  return [host.output(), ...host.messages.map(({ text }) => text), ...toldBy(failure)].join("\n");
}

function toldBy(failure: unknown): string[] {
  if (!(failure instanceof Error)) {
    return [];
  }
  const { message, details, metadata } = failure.cause as grpc.ServiceError;
  const { "grpc-status-details-bin": _, ...rest } = metadata.toJSON();
  return [
    failure.message,
    message,
    details,
    JSON.stringify(rest),
    ...(partialStateOf(failure)?.reasons ?? []),
  ];
}

async function failureOf(work: Promise<unknown>): Promise<Error | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error("no error was thrown", { cause: error });
  }
}

function expectNoSecret(text: string, privateKeys: readonly unknown[]): void {
  const secrets = [account.accessKeySecret, account.securityToken, ...privateKeys.map(String)];
  expect(secretsIn(text, secrets)).toEqual([]);
  expect(text).not.toMatch(keyLike);
  expect(text).not.toMatch(/PRIVATE KEY|[Ss]tring.?[Tt]o.?[Ss]ign|[Cc]anonical.?[Rr]equest|Signature=/);
}

describe.for([
  ["a create", creates],
  ["an update, read or delete", laterOn],
  ["an operation", misconfigured],
] as const)("%s", ([, outcomes]) => {
  it.concurrent.for<Outcome>(outcomes)(
    "that ends so tells no secret: $title",
    async ({ env = {}, config = {}, faults = [], runs, says = /^success$/ }, { startHost, emulator }) => {
      const timeout = { "alicloud:clientReadTimeout": "500" };
      const maker = await startHost({ env: credentials, config: timeout });
      const { id, outs } = await maker.create(inputs({ keyPairName: "first" }));
      const isMisconfigured = Object.keys({ ...env, ...config }).length > 0;
      const host = isMisconfigured
        ? await startHost({ env: { ...credentials, ...env }, config: { ...timeout, ...config } })
        : maker;
      faults.forEach(emulator.faults.add);

      for (const run of runs) {
        const failure = await failureOf(run({ host, emulator, id, outs }));

        expect(failure?.message ?? "success").toMatch(says);
        expectNoSecret(everything(host, failure), [outs["privateKey"], madeKey(failure)]);
      }
    },
  );
});

/** The private key of a partial state. */
function madeKey(failure: unknown): unknown {
  return failure === undefined ? "" : (partialStateOf(failure)?.properties["privateKey"] ?? "");
}

const { privateKey: foreignKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

describe("a secret in the place of an argument", () => {
  it.for([
    ["a private key", foreignKey],
    ["a private key in a list", [foreignKey]],
    ["a private key in a map", { team: foreignKey }],
    ["a secret key", `1${account.accessKeySecret}`],
    ["a token", account.securityToken],
  ] as const)(
    "is in no failure, not by the value that the engine shows either: %s",
    async ([, value], { host }) => {
      for (const name of argumentNames(keyPairFields)) {
        const { failures } = await host.check({}, inputs({ [name]: value }));

        // The engine prints the value of the property that a failure names.
        const shown = failures.map(({ property, reason }) => [reason, property === name ? value : ""]);
        expectNoSecret(`${JSON.stringify(shown)}\n${everything(host)}`, [foreignKey]);
      }
    },
  );
});

describe("a private key in state that was edited by hand", () => {
  const anyEdit = fc.tuple(fc.nat(), fc.nat({ max: 200 }), fc.string({ maxLength: 40 }));

  it("is told by no operation, whatever became of it", async ({ startHost, emulator }) => {
    const host = await startHost({ env: credentials });
    const { id, outs } = await host.create(inputs({ keyPairName: "first", ownerTags: false }));
    const key = String(outs["privateKey"]);
    const operations = (scene: Pick<Scene, "outs">) => [
      host.diff(scene.outs, inputs({ keyPairName: "first" })),
      host.read(id, scene.outs),
      host.update(id, scene.outs, inputs({ keyPairName: "first", tags: { a: "1" } })),
      host.delete(id, scene.outs),
    ];

    const property = fc.asyncProperty(anyEdit, async ([at, length, instead]) => {
      // A delete that an edit did not confuse has removed it.
      await emulator.putKeyPair({
        regionId: "cn-hangzhou",
        keyPairName: "first",
        publicKey: String(outs["publicKey"]),
      });
      const start = at % key.length;
      const privateKey = key.slice(0, start) + instead + key.slice(start + length);
      const results = await Promise.allSettled(operations({ outs: { ...outs, privateKey } }));

      const failures = results.map((result): unknown =>
        result.status === "rejected" ? result.reason : undefined,
      );
      expectNoSecret([everything(host), ...failures.flatMap(toldBy)].join("\n"), [
        key,
        instead.length > 8 ? instead : "",
      ]);
    });

    await fc.assert(property, { numRuns: 25 });
  });
});

describe("a profile file that can't be used", () => {
  it.for([
    ["cut", (json: string) => json.slice(0, -2)],
    ["of an unknown mode", (json: string) => json.replace("StsToken", "Cloud")],
    ["without an access key", (json: string) => json.replace("access_key_id", "access_key")],
  ] as const)("is not quoted: %s", async ([, broken], { startHost, home }) => {
    const profile = {
      ...{ name: "default", mode: "StsToken", access_key_id: account.accessKeyId },
      ...{ access_key_secret: account.accessKeySecret, sts_token: account.securityToken },
    };
    await mkdir(join(home, ".aliyun"));
    const text = JSON.stringify({ current: "default", profiles: [profile] });
    await writeFile(join(home, ".aliyun", "config.json"), broken(text));
    const host = await startHost({ env: { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" } });

    const failure = await failureOf(host.create(inputs()));

    expect(failure?.message).toMatch(/credentials/);
    expectNoSecret(everything(host, failure), []);
  });
});

describe("while and after a pair is made", () => {
  it.runIf(existsSync("/proc/self/cmdline"))(
    "no secret is among the arguments of the process",
    async ({ startHost, emulator }) => {
      const host = await startHost({ config: asConfiguration });
      emulator.faults.add({ kind: "delay", effectDelayMs: 2_000, action: "CreateKeyPair" });
      const created = host.create(inputs());
      await vi.waitFor(() => {
        expect(emulator.calls().map(({ action }) => action)).toContain("CreateKeyPair");
      }, 20_000);

      const held = await readFile(`/proc/${host.pid}/cmdline`, "utf8");
      const { outs } = await created;
      const after = await readFile(`/proc/${host.pid}/cmdline`, "utf8");

      expect(held).toContain("dynamic-provider");
      expectNoSecret(`${held}\n${after}`, [outs["privateKey"]]);
    },
  );

  it("no file is written", async ({ startHost, home }) => {
    const host = await startHost({ env: { ...credentials, TMPDIR: home } });

    const { id, outs } = await host.create(inputs({ keySource: "local" }));
    await host.read(id, outs);
    await host.delete(id, outs);

    expect(await readdir(home, { recursive: true })).toEqual([]);
  });
});

const asConfiguration = {
  "alicloud:accessKey": account.accessKeyId,
  "alicloud:secretKey": account.accessKeySecret,
  "alicloud:securityToken": account.securityToken,
};
