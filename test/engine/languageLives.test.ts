/** The life of key pairs on the plugin in every language, with a key of the environment and one of a profile, neither in state. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { publicHalfOf } from "../lifecycle/fixtures";
import { secretOf } from "./fixtures";
import { it } from "./languageFixtures";
import { languages, type Language } from "./languagePrograms";
import { backendText, succeed, type Stack, type Workspace } from "./stack";

/** Gives the account one more key, and the environment that signs with it. */
function environmentKey(emulator: Emulator): Record<string, string> {
  putKey(emulator, "LTAI-env");
  return { ALICLOUD_ACCESS_KEY: "LTAI-env", ALICLOUD_SECRET_KEY: secretOf("LTAI-env") };
}

/** Gives the account one more key, in the CLI's profile file, and the environment that leaves the choice to it. */
async function profileKey(emulator: Emulator, { folder }: Workspace): Promise<Record<string, string>> {
  putKey(emulator, "LTAI-profile");
  const key = { access_key_id: "LTAI-profile", access_key_secret: secretOf("LTAI-profile") };
  const profiles = [{ name: "ci", mode: "AK", ...key }];
  await mkdir(join(folder, ".aliyun"));
  await writeFile(join(folder, ".aliyun", "config.json"), JSON.stringify({ current: "ci", profiles }));
  return { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" };
}

function putKey(emulator: Emulator, accessKeyId: string): void {
  const accessKeySecret = secretOf(accessKeyId);
  emulator.putAccessKey({ accessKeyId, accessKeySecret, sameAccountAs: "emulator" });
}

/** Everything that outlives a command, and everything that any has printed. */
async function kept(stack: Stack, workspace: Workspace): Promise<string> {
  const { stdout } = await succeed(stack.run(["stack", "export"]));
  return [stdout, stack.printed(), await backendText(workspace)].join("\n");
}

/** The keys that signed the calls so far. */
function signers(emulator: Emulator): string[] {
  return [...new Set(emulator.calls().map(({ accessKeyId }) => accessKeyId))];
}

/** The calls that create, import and delete, in their order. */
function writes(emulator: Emulator): string[] {
  return emulator.calls().flatMap(({ action }) => (/^(Create|Import|Delete)/.test(action) ? [action] : []));
}

/** Names and public keys of the cloud's pairs. */
function pairs(emulator: Emulator): Record<string, string> {
  return Object.fromEntries(
    emulator.keyPairs().map(({ keyPairName, publicKey }) => [keyPairName, publicKey]),
  );
}

/** Changes a tag outside the stack. */
async function retag(emulator: Emulator, keyPairName: string, tags: Record<string, string>): Promise<void> {
  const pair = emulator.keyPairs().find((each) => each.keyPairName === keyPairName);
  if (pair !== undefined) {
    emulator.removeKeyPair(pair.regionId, keyPairName);
    const { regionId, publicKey, resourceGroupId } = pair;
    await emulator.putKeyPair({
      regionId,
      keyPairName,
      publicKey,
      resourceGroupId,
      tags: { ...pair.tags, ...tags },
    });
  }
}

describe.for(languages)("a program in $name", (language) => {
  it("shows what is known before it is created, corrects drift, replaces a renamed pair, imports pairs, and leaves nothing", async ({
    openProgram,
    emulator,
    workspace,
  }) => {
    const env = environmentKey(emulator);
    const stack = await openProgram(language, language.program({ keyPairName: "dev" }));

    // What is not known yet shows as such, and a preview makes no call.
    const preview = await succeed(stack.preview(env));
    expect(preview.text).toMatch(/keyPairName\s*: "dev"\n/);
    expect(preview.text).toMatch(
      /publicKey\s*: \[unknown\]\n\s+tags\s+: {\n\s+after: "dev"\n\s+of\s*: \[unknown\]/,
    );
    expect(emulator.calls()).toEqual([]);
    await succeed(stack.up(env));
    const { privateKey } = await stack.outputs();
    expect(pairs(emulator)).toEqual({ dev: publicHalfOf(privateKey), copy: publicHalfOf(privateKey) });

    // A tag that was changed outside comes back with up.
    await retag(emulator, "copy", { after: "z" });
    const corrected = await succeed(stack.run(["up", "--refresh", "--yes", "--skip-preview"], env));
    expect(corrected.text).toContain("~ 1 updated");
    expect(
      emulator
        .keyPairs()
        .map((pair) => pair.tags["after"])
        .toSorted(),
    ).toEqual(["dev", undefined]);

    // Another name replaces the pair and the one that took its key; meanwhile a pair is imported by the resource option.
    const theirs = await emulator.putKeyPair({ ...inBeijing, keyPairName: "theirs", tags: { team: "b" } });
    const second = await emulator.putKeyPair({ ...inBeijing, keyPairName: "second", tags: { team: "c" } });
    const renamed = language.program({ keyPairName: "dev-2", takesTheirs: true });
    await stack.write(renamed);
    const renaming = await succeed(stack.preview(env));
    expect(renaming.text).toMatch(/~ keyPairName: "dev" => "dev-2"/);
    expect(renaming.text).toMatch(/~ publicKey: "ssh-rsa [^\n]*" => \[unknown\]/);
    emulator.clearCalls();
    expect((await succeed(stack.up(env))).text).toContain("= 1 imported");
    expect(writes(emulator)).toEqual(["CreateKeyPair", "DeleteKeyPairs", "ImportKeyPair", "DeleteKeyPairs"]);
    const { privateKey: another } = await stack.outputs();
    expect(another).not.toBe(privateKey);
    expect(pairs(emulator)).toMatchObject({ "dev-2": publicHalfOf(another), copy: publicHalfOf(another) });
    expect(signers(emulator)).toEqual(["LTAI-env"]);

    // pulumi import takes another, here with a key of a profile, and its program previews clean.
    const fromProfile = await profileKey(emulator, workspace);
    emulator.clearCalls();
    const declaration = await importSecond(stack, language, fromProfile);
    await stack.write(`${renamed}${declaration}`);
    await succeed(stack.run(["preview", "--expect-no-changes"], fromProfile));
    expect(signers(emulator)).toEqual(["LTAI-profile"]);
    const publicKeys = new Map(
      (await stack.keyPairs()).map(({ id, outputs }) => [id, outputs?.["publicKey"]]),
    );
    expect(publicKeys.get("theirs")).toBe(theirs.publicKey);
    expect(publicKeys.get("second")).toBe(second.publicKey);

    expect(await kept(stack, workspace)).not.toMatch(/LTAI-|s3cret-of|PRIVATE KEY/);
    await succeed(stack.destroy(fromProfile));
    expect(emulator.keyPairs()).toEqual([]);
  });
});

const inBeijing = { regionId: "cn-beijing" } as const;

/** Runs `pulumi import`. @returns what the program says of the pair then: as the language's host writes it, where it does */
async function importSecond(
  stack: Stack,
  { second }: Language,
  env: Record<string, string>,
): Promise<string> {
  const pair = ["alicloud-keypair:index:KeyPair", "second", "cn-beijing/second", "--protect=false"];
  const code = second === undefined ? ["--out", "second.yaml"] : ["--generate-code=false"];
  await succeed(stack.run(["import", ...pair, ...code, "--yes", "--skip-preview"], env));
  return second ?? (await readFile(join(stack.folder, "second.yaml"), "utf8")).replace(/^resources:\n/, "");
}
