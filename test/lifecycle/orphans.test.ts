/** The command `orphans` of the installed package lists: on crafted exports and a real emulator. */
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, inject } from "vitest";
import { ownerTag } from "../../provider/resource/owner";
import { runCommand } from "./command";
import { emulatorEnvironment } from "./fixtures";
import {
  dynamicType,
  exportOf,
  exportOfStack,
  it,
  listing,
  names,
  putTagged,
  regionId,
} from "./orphansFixtures";

describe("the list", () => {
  it("has a line for each orphan, and says what to do", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "lost", { attempt: "a-1", madeMinutesAgo: 181 });
    await putTagged({ emulator, clock }, "older", { attempt: "a-2", madeMinutesAgo: 12 * 24 * 60 + 1 });
    emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "older" });

    const { exitCode, stdout } = await orphans(exportOf());

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^2 key pairs are in none of the states that were read:$/m);
    expect(stdout).toMatch(
      /^ {2}lost, cn-hangzhou, 3 h old, shop\/dev, resource key, attempt a-1, no instances$/m,
    );
    expect(stdout).toMatch(/^ {2}older, cn-hangzhou, 12 days old, .*, attempt a-2, bound to i-1$/m);
    expect(stdout).toContain("orphans --delete NAME");
    expect(stdout).toContain("retainOnDelete");
    expect(stdout).toContain("Read: shop/dev. Stacks on other backends");
    expect(stdout).toContain(`Searched cn-hangzhou, as account ${emulator.accountId()}.`);
  });

  it("leaves out what belongs to others and what carries no tags", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "prefix", { owner: "shop/dev2/key" });
    await putTagged({ emulator, clock }, "project", { owner: "shop2/dev/key" });
    await emulator.putKeyPair({ regionId, keyPairName: "untagged" });
    await emulator.putKeyPair({ regionId, keyPairName: "foreign", tags: { team: "shop/dev/" } });

    const end = await orphans(exportOf());

    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(/^No orphaned key pairs\.$/m);
    expect(end.stdout).toMatch(
      /^2 more pairs carry tags of stacks that were not read: shop\/dev2 \(1\), shop2\/dev \(1\)\./m,
    );
  });

  it("leaves out what the state holds, pending deletion too, of either host", async ({
    emulator,
    clock,
    orphans,
  }) => {
    for (const name of ["dynamic", "plugin", "condemned"]) {
      await putTagged({ emulator, clock }, name);
    }
    const outputs = (keyPairName: string) => ({
      keyPairName,
      regionId,
      attempt: `attempt-of-${keyPairName}`,
    });

    const end = await orphans(
      exportOf(
        { outputs: outputs("dynamic") },
        { outputs: outputs("plugin"), type: "alicloud-keypair:index:KeyPair" },
        { outputs: outputs("condemned"), delete: true },
      ),
      "--json",
    );

    expect(names(end)).toEqual([]);
  });

  it("leaves out what the state holds without an attempt that can be read", async ({
    emulator,
    clock,
    orphans,
  }) => {
    await putTagged({ emulator, clock }, "adopted");
    await putTagged({ emulator, clock }, "encrypted");
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "v1:x",
    };

    const end = await orphans(
      exportOf(
        { outputs: { keyPairName: "adopted", regionId, adopted: true } },
        { outputs: { keyPairName: "encrypted", regionId: secret, attempt: secret, privateKey: secret } },
      ),
      "--json",
    );

    expect(names(end)).toEqual([]);
  });

  it("has a pair that took the name of one in state", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "dev", { attempt: "theirs" });

    const end = await orphans(
      exportOf({ outputs: { keyPairName: "dev", regionId, attempt: "ours" } }),
      "--json",
    );

    expect(names(end)).toEqual(["dev"]);
  });

  it("looks in every region that state names, in the default one and in those of --region", async ({
    emulator,
    clock,
    orphans,
  }) => {
    for (const region of ["cn-beijing", "cn-shanghai", "cn-shenzhen"]) {
      await putTagged({ emulator, clock }, `lost-${region}`, { region });
    }
    const held = { outputs: { keyPairName: "good", regionId: "cn-beijing", attempt: "good" } };

    const end = await orphans(exportOf(held), "--region", "cn-shanghai", "--json");

    expect(listing(end).regionIds).toEqual(["cn-beijing", regionId, "cn-shanghai"]);
    expect(names(end)).toEqual(["lost-cn-beijing", "lost-cn-shanghai"]);
  });

  it("is whole where a region holds more than a page", async ({ emulator, clock, orphans }) => {
    const numbered = Array.from({ length: 120 }, (_, n) => `pair-${n}`);
    for (const name of numbered) {
      await putTagged({ emulator, clock }, name);
    }

    const end = await orphans(exportOf(), "--json");

    expect(names(end)).toEqual(numbered);
  });

  it("knows owners that are too long for a tag", async ({ emulator, clock, orphans }) => {
    const name = "n".repeat(200);
    const owner = ownerTag({ project: "shop", stack: "dev", parents: "", name });
    await putTagged({ emulator, clock }, "named", { owner });
    const pending = { resource: { urn: `urn:pulumi:dev::shop::${dynamicType}::${name}`, type: dynamicType } };

    const unnamed = await orphans(exportOf(), "--json");
    const named = await orphans(
      { deployment: { pending_operations: [{ ...pending, type: "creating" }] } },
      "--json",
    );

    expect(listing(unnamed).orphans).toMatchObject([{ owner, stack: "shop/dev", resource: null }]);
    expect(listing(named).orphans).toMatchObject([{ owner, stack: "shop/dev", resource: name }]);
  });

  it("says so where a tag was cut before the stack's name ended, and --delete refuses that one", async ({
    emulator,
    clock,
    orphans,
    login,
  }) => {
    const project = "p".repeat(100);
    await putTagged({ emulator, clock }, "lost", {
      owner: ownerTag({ project, stack: "dev", parents: "", name: "n".repeat(30) }),
    });
    await login.put(`organization/${project}/dev`, { deployment: {} });

    const listed = await orphans({ deployment: {} }, "--owner", `${project}/dev`);
    const deleted = await login.orphans("--owner", `${project}/dev`, "--delete", "lost");

    expect(listed.stdout).toContain("(truncated, may be another stack's)");
    expect(deleted.exitCode).toBe(1);
    expect(deleted.stderr).toContain("truncated within the stack's name");
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("goes on without instances where DescribeInstances is denied", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "lost");
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      httpStatus: 403,
      action: "DescribeInstances",
    });

    const end = await orphans(exportOf());

    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(/lost, .*, instances unknown$/m);
  });

  it("warns where the credentials are another account's", async ({ orphans }) => {
    const held = {
      outputs: { keyPairName: "dev", regionId, attempt: "ours", accountId: "1234567890123456" },
    };

    const end = await orphans(exportOf(held));

    expect(end.exitCode).toBe(0);
    expect(end.stderr).toMatch(/warning: .* 1234567890123456 created the pairs .* orphans are not listed/);
  });

  it("fails where ECS refuses, with the API's code", async ({ emulator, orphans }) => {
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      httpStatus: 403,
      action: "DescribeKeyPairs",
    });

    const end = await orphans(exportOf());

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toMatch(/^orphans: DescribeKeyPairs failed: Forbidden\.RAM/m);
    expect(end.stderr).not.toMatch(/\bat .*\.js/);
  });
});

describe("an export", () => {
  it.for([
    ["that is empty", "", /stdin is empty/],
    ["that is no JSON", "error: s3cret", /stdin is not JSON/],
    ["without a deployment", "{}", /stdin has no "deployment"/],
    ["that is a list", "[]", /stdin has no "deployment"/],
  ] as const)("%s is refused, and never quoted", async ([, input, reason], { emulator, orphans }) => {
    const end = await orphans(input);

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toMatch(reason);
    expect(end.stderr).not.toContain("s3cret");
    expect(emulator.calls()).toEqual([]);
  });

  it("in a file that is not there is refused", async ({ login }) => {
    const end = await login.orphans("nowhere.json");

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toBe("orphans: nowhere.json can't be read\n");
  });

  it("without resources will do with --owner", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "lost");

    const end = await orphans({ deployment: { manifest: {} } }, "--owner", "shop/dev", "--json");

    expect(names(end)).toEqual(["lost"]);
  });
});

describe("the stacks of a login", () => {
  it("are all read, so that a pair whose resource was moved to another stack is no orphan", async ({
    emulator,
    clock,
    login,
  }) => {
    await putTagged({ emulator, clock }, "moved");
    await putTagged({ emulator, clock }, "lost");
    const moved = { outputs: { keyPairName: "moved", regionId, attempt: "attempt-of-moved" } };
    await login.put("organization/shop/dev", exportOfStack("dev"));
    await login.put("organization/shop/prod", exportOfStack("prod", moved));

    const end = await login.orphans("--json");

    expect(names(end)).toEqual(["lost"]);
    expect(listing(end).read).toEqual(["shop/dev", "shop/prod"]);
  });

  it("are not read where no pair carries the provider's tags", async ({ emulator, login }) => {
    await emulator.putKeyPair({ regionId, keyPairName: "untagged" });

    const end = await login.orphans();

    expect(end.stdout).toMatch(/^No key pair carries this provider's tags\.$/m);
    expect(await login.asked()).toBe("");
  });

  it("show what can't be read, and what an update is writing", async ({ emulator, clock, login }) => {
    await putTagged({ emulator, clock }, "lost");
    await login.put("organization/shop/dev", exportOf());
    await login.put("organization/shop/broken");
    await login.put("organization/shop/busy", exportOfStack("busy"), { updateInProgress: true });

    const end = await login.orphans("--json");

    expect(listing(end)).toMatchObject({
      read: ["shop/dev"],
      unread: [
        { stack: "shop/broken", reason: "pulumi stack export failed: error: checkpoint is corrupt" },
        { stack: "shop/busy", reason: "an update is in progress" },
      ],
    });
    expect(names(end)).toEqual(["lost"]);
  });

  it("leave out the pairs of stacks that are not among them, unless --owner names theirs", async ({
    emulator,
    clock,
    login,
  }) => {
    await putTagged({ emulator, clock }, "theirs", { owner: "shop/renamed/key" });
    await login.put("organization/shop/dev", exportOf());

    const without = await login.orphans("--json");
    const named = await login.orphans("--json", "--owner", "shop/renamed");

    expect(names(without)).toEqual([]);
    expect(listing(without).others).toEqual({ "shop/renamed": 1 });
    expect(names(named)).toEqual(["theirs"]);
  });

  it("that are listed by a short name are of the project in the current folder", async ({
    emulator,
    clock,
    login,
  }) => {
    const project = /^name: (.+)$/m.exec(await readFile("Pulumi.yaml", "utf8"))?.[1];
    await putTagged({ emulator, clock }, "lost", { owner: `${project}/dev/key` });
    await login.put("dev", { deployment: {} });

    const end = await login.orphans("--json");

    expect(listing(end).read).toEqual([`${project}/dev`]);
    expect(names(end)).toEqual(["lost"]);
  });

  it("need the command pulumi", async ({ emulator, clock, home }) => {
    await putTagged({ emulator, clock }, "lost");
    const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;
    const env = { ...emulatorEnvironment(emulator.url), HOME: home, PATH };

    const end = await runCommand(["orphans"], { installed: inject("installed"), env, stdin: "" });

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain("orphans: the pulumi CLI is not on the PATH.");
  });
});

describe("the options", () => {
  it("are told by --help, with what the command is for", async ({ orphans }) => {
    const end = await orphans("", "--help");

    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(
      /Reads\s+the\s+states\s+of\s+all\s+stacks\s+that\s+your\s+Pulumi\s+login\s+can\s+list/,
    );
    for (const option of ["--delete <name>", "--region <region>", "--owner <project/stack>", "--json"]) {
      expect(end.stdout).toContain(option);
    }
  });

  it.for([
    ["--region", "evil.example/"],
    ["--owner", "dev"],
    ["--unheard-of", "x"],
  ] as const)("%s %s is refused with one line", async ([option, value], { emulator, orphans }) => {
    const end = await orphans(exportOf(), option, value);

    expect(end.exitCode).toBe(1);
    expect(end.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(end.stderr).toContain(option);
    expect(emulator.calls()).toEqual([]);
  });
});
