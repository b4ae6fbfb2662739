/** Credentials on the real engine: a key that is rotated between up and destroy, and what of them reaches state. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../emulator/emulator";
import { oidcToken } from "../oidcToken";
import { it, secretOf } from "./fixtures";
import { backendText, succeed, type Stack, type Workspace } from "./stack";

/** No key in the environment. */
const none = { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" };
const rotated = { ALICLOUD_ACCESS_KEY: "rotated", ALICLOUD_SECRET_KEY: secretOf("rotated") };

/** Gives the account another access key and switches the old one off. */
function rotate(emulator: Emulator): void {
  const secret = (accessKeyId: string) => ({ accessKeyId, accessKeySecret: secretOf(accessKeyId) });
  emulator.putAccessKey({ ...secret("rotated"), sameAccountAs: "emulator" });
  emulator.putAccessKey({ ...secret("emulator"), active: false });
}

async function writeProfile(folder: string, accessKeyId: string, more: object = {}): Promise<string> {
  const file = join(folder, "profiles.json");
  const key = { access_key_id: accessKeyId, access_key_secret: secretOf(accessKeyId) };
  const profile = { name: "ci", mode: "AK", ...key, ...more };
  await writeFile(file, JSON.stringify({ current: "ci", profiles: [profile] }));
  return file;
}

/** Everything that outlives a command. */
async function kept(stack: Stack, workspace: Workspace): Promise<string> {
  const { stdout } = await succeed(stack.run(["stack", "export"]));
  const shown = await succeed(stack.run(["stack", "export", "--show-secrets"]));
  return [stdout, shown.stdout, await backendText(workspace)].join("\n");
}

describe("a key that was rotated", () => {
  it("in the environment destroys what the old one made", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    rotate(emulator);

    const old = await stack.destroy();
    await succeed(stack.destroy(rotated));

    expect(old.text).toMatch(/InvalidAccessKeyId\.Inactive[\s\S]*enable it in RAM, or use another/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("in a profile destroys what the old one made", async ({ open, emulator, workspace }) => {
    const ALICLOUD_SHARED_CREDENTIALS_FILE = await writeProfile(workspace.folder, "emulator");
    const stack = await open();
    await succeed(stack.up({ ...none, ALICLOUD_SHARED_CREDENTIALS_FILE }));
    rotate(emulator);
    await writeProfile(workspace.folder, "rotated");

    await succeed(stack.destroy({ ...none, ALICLOUD_SHARED_CREDENTIALS_FILE }));

    expect(emulator.keyPairs()).toEqual([]);
  });

  it("behind a role destroys what the role made with the old one", async ({ open, emulator, workspace }) => {
    const role = { mode: "RamRoleArn", ram_role_arn: `acs:ram::${emulator.accountId()}:role/deploy` };
    const ALICLOUD_SHARED_CREDENTIALS_FILE = await writeProfile(workspace.folder, "emulator", role);
    const stack = await open();
    await succeed(stack.up({ ...none, ALICLOUD_SHARED_CREDENTIALS_FILE }));
    rotate(emulator);
    await writeProfile(workspace.folder, "rotated", role);

    await succeed(stack.destroy({ ...none, ALICLOUD_SHARED_CREDENTIALS_FILE }));

    expect(emulator.keyPairs()).toEqual([]);
  });

  it("as the next job's OIDC token destroys what the last job's made", async ({
    open,
    emulator,
    workspace,
  }) => {
    const hourMs = 3_600_000;
    const env = await oidc(emulator, workspace, Date.now() + hourMs);
    const stack = await open();
    await succeed(stack.up(env));
    await oidc(emulator, workspace, Date.now() - hourMs);

    const expired = await stack.destroy(env);
    await oidc(emulator, workspace, Date.now() + hourMs);
    await succeed(stack.destroy(env));

    expect(expired.exitCode).not.toBe(0);
    expect(expired.text).toMatch(/AssumeRoleWithOIDC failed/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("in stack configuration destroys with --run-program; without, the old one is tried and nothing is lost", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    await setKey(stack, "emulator");
    await succeed(stack.up(none));
    rotate(emulator);
    await setKey(stack, "rotated");

    const plain = await stack.destroy(none);
    const stillThere = (await stack.keyPairs()).length;
    await succeed(
      stack.run(["destroy", "--run-program", "--yes", "--skip-preview", "--stack", "test"], none),
    );

    expect(plain.exitCode).not.toBe(0);
    expect(plain.text).toMatch(/InvalidAccessKeyId\.Inactive/);
    expect(stillThere).toBe(1);
    expect(emulator.keyPairs()).toEqual([]);
  });
});

/** A job's environment with OIDC; its token ends at the time given. */
async function oidc(
  emulator: Emulator,
  workspace: Workspace,
  endsMs: number,
): Promise<Record<string, string>> {
  const file = join(workspace.folder, "token");
  await writeFile(file, oidcToken({ exp: Math.floor(endsMs / 1_000) }));
  return {
    ...none,
    ALIBABA_CLOUD_ROLE_ARN: `acs:ram::${emulator.accountId()}:role/ci`,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: `acs:ram::${emulator.accountId()}:oidc-provider/ci`,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: file,
  };
}

async function setKey(stack: Stack, accessKeyId: string): Promise<void> {
  await stack.setConfig("alicloud-keypair:accessKey", accessKeyId);
  await succeed(
    stack.run(["config", "set", "--secret", "alicloud-keypair:secretKey", secretOf(accessKeyId)]),
  );
}

describe("state and backend hold no credential", () => {
  it("of the environment", async ({ open, emulator, workspace }) => {
    emulator.putAccessKey({
      accessKeyId: "LTAI-env",
      accessKeySecret: secretOf("env"),
      securityToken: "t0ken-env",
    });
    const stack = await open();
    const ALICLOUD_SECURITY_TOKEN = "t0ken-env";

    await succeed(
      stack.up({
        ALICLOUD_ACCESS_KEY: "LTAI-env",
        ALICLOUD_SECRET_KEY: secretOf("env"),
        ALICLOUD_SECURITY_TOKEN,
      }),
    );

    expect(await kept(stack, workspace)).not.toMatch(/LTAI-env|s3cret-of|t0ken-env/);
  });

  it("of a profile, nor of the role that it takes on", async ({ open, emulator, workspace }) => {
    emulator.putAccessKey({
      accessKeyId: "LTAI-profile",
      accessKeySecret: secretOf("profile"),
      sameAccountAs: "emulator",
    });
    const file = await writeProfile(workspace.folder, "LTAI-profile", {
      access_key_secret: secretOf("profile"),
      mode: "RamRoleArn",
      ram_role_arn: `acs:ram::${emulator.accountId()}:role/deploy`,
    });
    const stack = await open();

    await succeed(stack.up({ ...none, ALICLOUD_SHARED_CREDENTIALS_FILE: file }));

    expect(emulator.calls().map((call) => call.action)).toContain("AssumeRole");
    expect(await kept(stack, workspace)).not.toMatch(/LTAI-profile|s3cret-of|STS\./);
  });

  it("of OIDC", async ({ open, emulator, workspace }) => {
    const env = await oidc(emulator, workspace, Date.now() + 3_600_000);
    const token = await readFile(env["ALIBABA_CLOUD_OIDC_TOKEN_FILE"] ?? "", "utf8");
    const stack = await open();

    await succeed(stack.up(env));

    expect(emulator.calls().map((call) => call.action)).toContain("AssumeRoleWithOIDC");
    expect(emulator.keyPairs()).toHaveLength(1);
    const all = await kept(stack, workspace);
    expect(all).not.toContain(token);
    expect(all).not.toContain("STS.");
  });
});
