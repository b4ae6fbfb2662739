/**
 * State as earlier releases wrote it, seen by this one on both hosts: no change, no call, a clean destroy. A release adds its own by
 * running this file once with PULUMI_ALICLOUD_KEYPAIR_RECORD set to its version.
 */
import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { it } from "./fixtures";
import { succeed, type ExportedResource, type Stack } from "./stack";

const folder = resolve("test/golden");
const recorded = process.env["PULUMI_ALICLOUD_KEYPAIR_RECORD"];

const text = readFileSync(join(folder, "program.cjs"), "utf8");
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));

describe("state of an earlier release", () => {
  it("shows no change, makes no call, and is destroyed cleanly", async ({ open, emulator }) => {
    for (const file of files) {
      const stack = await open({ project: `golden-${files.indexOf(file)}`, program: text });
      await take(stack, emulator, file);
      emulator.clearCalls();

      const up = await succeed(stack.up());
      const calls = emulator.calls();
      const refreshed = await succeed(stack.refresh());
      const destroyed = await succeed(stack.destroy());

      expect(calls).toEqual([]);
      expect(up.text).toContain("5 unchanged");
      expect(refreshed.text).toContain("5 unchanged");
      expect(destroyed.text).not.toContain("warning: key pair");
      expect(emulator.keyPairs()).toEqual([]);
    }
    expect(files).not.toEqual([]);
  });
});

describe("state of an earlier release that a program over /native takes over", () => {
  it("keeps pairs, regions and private keys, whatever the default region is now, and is destroyed cleanly", async ({
    open,
    emulator,
  }) => {
    const elsewhere = { ALICLOUD_REGION: "cn-beijing" };
    const native = text.replace('"pulumi-alicloud-keypair"', '"pulumi-alicloud-keypair/native"');
    for (const file of files) {
      const stack = await open({
        project: `taken-${files.indexOf(file)}`,
        plugin: true,
        program: native,
      });
      await take(stack, emulator, file);
      const before = await keysOf(stack);
      emulator.clearCalls();

      const up = await succeed(stack.up(elsewhere));
      const calls = emulator.calls();
      const types = (await stack.keyPairs()).map(({ type }) => type);
      const refreshed = await succeed(stack.refresh(elsewhere));
      const after = await keysOf(stack);
      const destroyed = await succeed(stack.destroy(elsewhere));

      expect(up.text).toContain("5 unchanged");
      expect(calls).toEqual([]);
      expect(new Set(types)).toEqual(new Set(["alicloud-keypair:index:KeyPair"]));
      expect(refreshed.text).toContain("5 unchanged");
      expect(before.filter(({ privateKey }) => privateKey?.includes("PRIVATE KEY"))).toHaveLength(3);
      expect(after).toEqual(before);
      expect(destroyed.text).not.toContain("warning: key pair");
      expect(emulator.keyPairs()).toEqual([]);
    }
    expect(files).not.toEqual([]);
  });
});

if (recorded !== undefined) {
  it("is recorded", async ({ open }) => {
    const stack = await open({ project: "golden-record", program: text });
    await succeed(stack.up());

    const { stdout } = await succeed(stack.run(["stack", "export"]));

    await writeFile(join(folder, `state-${recorded}.json`), stdout);
    expect(await stack.keyPairs()).toHaveLength(4);
  });
}

interface Key {
  readonly id: string;
  readonly regionId: string;
  readonly privateKey: string | undefined;
}

/** What must stay of each pair, in the order of their ids. */
async function keysOf(stack: Stack): Promise<Key[]> {
  const { stdout } = await succeed(stack.run(["stack", "export", "--show-secrets"]));
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: ExportedResource[] } };
  return deployment.resources
    .filter(({ type }) => type.endsWith(":KeyPair"))
    .map(({ id = "", outputs = {} }) => {
      const { privateKey } = outputs as { privateKey?: { readonly plaintext: string } };
      return { id, regionId: String(outputs["regionId"]), privateKey: privateKey?.plaintext };
    })
    .toSorted((one, other) => one.id.localeCompare(other.id));
}

/** Brings a recorded state into a stack, and its key pairs into the cloud. */
async function take(stack: Stack, emulator: Emulator, file: string): Promise<void> {
  const state = (await readFile(join(folder, file), "utf8")).replaceAll("golden-record", stack.project);
  await writeFile(join(stack.folder, "state.json"), state);
  await succeed(stack.run(["stack", "import", "--file", "state.json"]));
  for (const { outputs = {} } of await stack.keyPairs()) {
    await emulator.putKeyPair({
      regionId: String(outputs["regionId"]),
      keyPairName: String(outputs["keyPairName"]),
      publicKey: String(outputs["publicKey"]),
      tags: tagsOf(outputs),
    });
  }
}

function tagsOf(outputs: NonNullable<ExportedResource["outputs"]>): Record<string, string> {
  const { tags = {}, owner, attempt } = outputs;
  return {
    ...(tags as Record<string, string>),
    "pulumi-alicloud-keypair:owner": String(owner),
    "pulumi-alicloud-keypair:attempt": String(attempt),
  };
}
