/** Credentials on the real engine: keys that are rotated between commands, and what of them reaches state. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { oidcToken } from "../oidcToken";
import { secretsIn } from "../secrets";
import { it, program, secretOf } from "./fixtures";
import { backendText, succeed, type Stack, type Workspace } from "./stack";

const hourMs = 3_600_000;

/** No key in the environment. */
const none = { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" };

/** An access key in the environment. */
function keyOf(accessKeyId: string): Record<string, string> {
  return { ALICLOUD_ACCESS_KEY: accessKeyId, ALICLOUD_SECRET_KEY: secretOf(accessKeyId) };
}

/** Gives the account one more access key, or switches one of its keys off. */
function putKey(emulator: Emulator, accessKeyId: string, active = true): void {
  const accessKeySecret = secretOf(accessKeyId);
  emulator.putAccessKey({ accessKeyId, accessKeySecret, active, sameAccountAs: "emulator" });
}

/** Writes the CLI's profile file: a role that an access key assumes. @returns the environment that names the file */
async function roleProfile(
  emulator: Emulator,
  { folder }: Workspace,
  accessKeyId: string,
): Promise<Record<string, string>> {
  const file = join(folder, "profiles.json");
  const key = { access_key_id: accessKeyId, access_key_secret: secretOf(accessKeyId) };
  const role = { mode: "RamRoleArn", ram_role_arn: `acs:ram::${emulator.accountId()}:role/deploy` };
  await writeFile(file, JSON.stringify({ current: "ci", profiles: [{ name: "ci", ...key, ...role }] }));
  return { ...none, ALICLOUD_SHARED_CREDENTIALS_FILE: file };
}

/** Writes a job's OIDC token. @returns the environment that names the file */
async function oidc(
  emulator: Emulator,
  { folder }: Workspace,
  expiresMs: number,
): Promise<Record<string, string>> {
  const file = join(folder, "token");
  await writeFile(file, oidcToken({ exp: Math.floor(expiresMs / 1_000) }));
  return {
    ...none,
    ALIBABA_CLOUD_ROLE_ARN: `acs:ram::${emulator.accountId()}:role/ci`,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: `acs:ram::${emulator.accountId()}:oidc-provider/ci`,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: file,
  };
}

/** Everything that outlives a command. */
async function kept(stack: Stack, workspace: Workspace): Promise<string> {
  const { stdout } = await succeed(stack.run(["stack", "export"]));
  const shown = await succeed(stack.run(["stack", "export", "--show-secrets"]));
  return [stdout, shown.stdout, await backendText(workspace)].join("\n");
}

function tagged(source: string): string {
  return program(`{ keyPairName: "dev", tags: { source: "${source}" } }`);
}

describe("credentials from outside the stack", () => {
  it("are read anew by each command and never kept: environment, a profile's role and OIDC, each rotated", async ({
    open,
    emulator,
    workspace,
  }) => {
    const stack = await open({ program: tagged("environment") });
    const ALICLOUD_SECURITY_TOKEN = "t0ken-env";
    const sts = { accessKeyId: "LTAI-sts", accessKeySecret: secretOf("LTAI-sts"), sameAccountAs: "emulator" };
    emulator.putAccessKey({ ...sts, securityToken: ALICLOUD_SECURITY_TOKEN });
    putKey(emulator, "LTAI-profile");

    // Each source in turn makes or changes the pair.
    await succeed(stack.up({ ...keyOf("LTAI-sts"), ALICLOUD_SECURITY_TOKEN }));
    await stack.write(tagged("profile"));
    await succeed(stack.up(await roleProfile(emulator, workspace, "LTAI-profile")));
    await stack.write(tagged("oidc"));
    await succeed(stack.up(await oidc(emulator, workspace, Date.now() + hourMs)));
    expect(emulator.calls().map(({ action }) => action)).toEqual(
      expect.arrayContaining(["AssumeRole", "AssumeRoleWithOIDC"]),
    );
    expect(emulator.keyPairs()).toMatchObject([{ tags: { source: "oidc" } }]);

    // Neither state nor backend holds any of them, not even encrypted.
    const all = await kept(stack, workspace);
    expect(all).not.toMatch(/LTAI-|s3cret-of|t0ken-env|STS\./);
    expect(secretsIn(all, [await readFile(join(workspace.folder, "token"), "utf8")])).toEqual([]);

    // A rotated key behind the role, and the next job's token, go on with what the old ones made.
    putKey(emulator, "LTAI-profile", false);
    putKey(emulator, "LTAI-next");
    const profile = await roleProfile(emulator, workspace, "LTAI-profile");
    const inactive = await stack.refresh(profile);
    expect(inactive.exitCode).not.toBe(0);
    expect(inactive.text).toMatch(/InvalidAccessKeyId\.Inactive/);
    await roleProfile(emulator, workspace, "LTAI-next");
    await succeed(stack.refresh(profile));
    const expired = await stack.refresh(await oidc(emulator, workspace, Date.now() - hourMs));
    expect(expired.exitCode).not.toBe(0);
    expect(expired.text).toMatch(/AssumeRoleWithOIDC failed/);
    await succeed(stack.refresh(await oidc(emulator, workspace, Date.now() + hourMs)));

    // So does a rotated key in the environment.
    putKey(emulator, "emulator", false);
    const old = await stack.destroy();
    expect(old.exitCode).not.toBe(0);
    expect(old.text).toMatch(/InvalidAccessKeyId\.Inactive[\s\S]*Enable it in RAM, or use another/);
    await succeed(stack.destroy(keyOf("LTAI-next")));
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe("a key in stack configuration that was rotated", () => {
  it("destroys with --run-program; without it the old key is tried, and nothing is lost", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    await setKey(stack, "emulator");
    await succeed(stack.up(none));
    putKey(emulator, "rotated");
    putKey(emulator, "emulator", false);
    await setKey(stack, "rotated");

    const plain = await stack.destroy(none);
    const recorded = await stack.keyPairs();
    await succeed(
      stack.run(["destroy", "--run-program", "--yes", "--skip-preview", "--stack", "test"], none),
    );

    expect(plain.exitCode).not.toBe(0);
    expect(plain.text).toMatch(/InvalidAccessKeyId\.Inactive/);
    expect(recorded).toHaveLength(1);
    expect(emulator.keyPairs()).toEqual([]);
  });
});

async function setKey(stack: Stack, accessKeyId: string): Promise<void> {
  await stack.setConfig("alicloud-keypair:accessKey", accessKeyId);
  await succeed(
    stack.run(["config", "set", "--secret", "alicloud-keypair:secretKey", secretOf(accessKeyId)]),
  );
}
