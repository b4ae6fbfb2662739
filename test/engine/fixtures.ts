/** What every engine test stands on: an emulator, a workspace of its own, and stacks in it. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, test } from "vitest";
import type { AccountOptions } from "../../emulator/cloud/accounts";
import { startEmulator, type Emulator } from "../../emulator/emulator";
import type { EmulatorOptions } from "../../emulator/options";
import { emulatorEnvironment } from "../lifecycle/fixtures";
import { openStack, type Stack, type StackOptions, type Workspace } from "./stack";

/** A program with one key pair named `dev` whose outputs are the stack's. */
export function program(args = '{ keyPairName: "dev" }', opts = "{}"): string {
  return `
const alicloud = require("pulumi-alicloud-keypair");
const dev = new alicloud.KeyPair("dev", ${args}, ${opts});
module.exports = { keyPairName: dev.keyPairName, publicKey: dev.publicKey, privateKey: dev.privateKey };
`;
}

interface Fixtures {
  accounts: readonly AccountOptions[];
  /** Further options of the emulator. */
  emulatorOptions: EmulatorOptions;
  prefix: string;
  emulator: Emulator;
  workspace: Workspace;
  open: (options?: Partial<StackOptions>) => Promise<Stack>;
}

/** A test with a fresh emulator and an empty backend. */
export const it = test.extend<Fixtures>({
  accounts: [account("emulator"), account("other")],
  emulatorOptions: {},
  prefix: join(tmpdir(), "keypair-engine-"),
  emulator: async ({ accounts, emulatorOptions }, use) => {
    const emulator = await startEmulator({ accounts, ...emulatorOptions });
    await use(emulator);
    await emulator.close();
  },
  workspace: async ({ emulator, prefix }, use) => {
    const folder = await mkdtemp(prefix);
    await mkdir(join(folder, "backend"));
    await use({
      installed: inject("installed"),
      folder,
      env: {
        ...emulatorEnvironment(emulator.url),
        ALICLOUD_SECRET_KEY: secretOf("emulator"),
        PATH: `${inject("python").bin}:${process.env["PATH"] ?? ""}`,
        VAULT_SERVER_URL: inject("vault"),
        VAULT_SERVER_TOKEN: "tests",
      },
    });
    await rm(folder, { recursive: true, force: true });
  },
  open: async ({ workspace }, use) => {
    const folders: string[] = [];
    await use(async (options = {}) => {
      const stack = await openStack(workspace, { program: program(), ...options });
      folders.push(stack.folder);
      return stack;
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
});

/** The other account's credentials. */
export const otherAccount = { ALICLOUD_ACCESS_KEY: "other", ALICLOUD_SECRET_KEY: secretOf("other") };

function account(accessKeyId: string): AccountOptions {
  return { accessKeyId, accessKeySecret: secretOf(accessKeyId) };
}

/** The secret of an access key: no text that occurs otherwise, so that it can be looked for. */
export function secretOf(accessKeyId: string): string {
  return `s3cret-of-${accessKeyId}`;
}
