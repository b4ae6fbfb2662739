/** The command `orphans` of the installed package lists: on crafted exports and a real emulator. */
import { describe, expect } from "vitest";
import { ownerTag } from "../../provider/keyPair/tags";
import { dynamicType, exportOf, it, listing, names, putTagged, regionId } from "./orphansFixtures";

describe("the list", () => {
  it("has a line for each orphan, and says what to do", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "lost", { attempt: "a-1", madeMinutesAgo: 181 });
    await putTagged({ emulator, clock }, "older", { attempt: "a-2", madeMinutesAgo: 12 * 24 * 60 + 1 });
    emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "older" });

    const { exitCode, stdout } = await orphans(exportOf());

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^2 orphaned key pairs of shop\/dev:$/m);
    expect(stdout).toMatch(/^ {2}lost, cn-hangzhou, 3 h old, resource key, attempt a-1, no instances$/m);
    expect(stdout).toMatch(/^ {2}older, cn-hangzhou, 12 days old, resource key, attempt a-2, bound to i-1$/m);
    expect(stdout).toContain("orphans --delete NAME");
    expect(stdout).toContain(`Searched cn-hangzhou, as account ${emulator.accountId()}.`);
  });

  it("leaves out what belongs to others and what carries no tags", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "prefix", { owner: "shop/dev2/key" });
    await putTagged({ emulator, clock }, "project", { owner: "shop2/dev/key" });
    await putTagged({ emulator, clock }, "bare", { owner: "shop/dev" });
    await emulator.putKeyPair({ regionId, keyPairName: "untagged" });
    await emulator.putKeyPair({ regionId, keyPairName: "foreign", tags: { team: "shop/dev/" } });

    const end = await orphans(exportOf());

    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(/^No orphaned key pairs of shop\/dev\.$/m);
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
    const owner = ownerTag({ project: "shop", stack: "dev", name });
    await putTagged({ emulator, clock }, "named", { owner });
    const pending = { resource: { urn: `urn:pulumi:dev::shop::${dynamicType}::${name}`, type: dynamicType } };

    const unnamed = await orphans(exportOf(), "--json");
    const named = await orphans(
      { deployment: { pending_operations: [{ ...pending, type: "creating" }] } },
      "--json",
    );

    expect(listing(unnamed).orphans).toMatchObject([{ owner, resourceName: null, certain: true }]);
    expect(listing(named).orphans).toMatchObject([{ owner, resourceName: name, certain: true }]);
  });

  it("says so where a tag was cut before the stack's name ended, and --delete refuses that one", async ({
    emulator,
    clock,
    orphans,
  }) => {
    const project = "p".repeat(100);
    await putTagged({ emulator, clock }, "lost", {
      owner: ownerTag({ project, stack: "dev", name: "n".repeat(30) }),
    });
    const exported = { deployment: {} };

    const listed = await orphans(exported, "--stack", `${project}/dev`);
    const deleted = await orphans(exported, "--stack", `${project}/dev`, "--delete", "lost");

    expect(listed.stdout).toContain("(perhaps another stack's)");
    expect(deleted.exitCode).toBe(1);
    expect(deleted.stderr).toContain("may belong to a stack whose name begins like");
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
    expect(end.stderr).toMatch(/warning: .* made by 1234567890123456: orphans there do not show/);
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
    ["that is no JSON", "error: s3cret", /stdin is no JSON/],
    ["without a deployment", "{}", /stdin holds no "deployment"/],
    ["that is a list", "[]", /stdin holds no "deployment"/],
    ["without resources", '{"deployment":{"resources":null}}', /--stack PROJECT\/STACK must say whose it is/],
  ] as const)("%s is refused, and never quoted", async ([, input, reason], { emulator, orphans }) => {
    const end = await orphans(input);

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toMatch(reason);
    expect(end.stderr).not.toContain("s3cret");
    expect(emulator.calls()).toEqual([]);
  });

  it("without resources will do with --stack", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "lost");

    const end = await orphans({ deployment: { manifest: {} } }, "--stack", "shop/dev", "--json");

    expect(names(end)).toEqual(["lost"]);
  });

  it("of another stack than --stack says is refused", async ({ orphans }) => {
    const end = await orphans(exportOf(), "--stack", "shop/prod");

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain("the export is of shop/dev, not of shop/prod");
  });
});

describe("the options", () => {
  it("are told by --help, with what the command is for", async ({ orphans }) => {
    const end = await orphans("", "--help");

    expect(end.exitCode).toBe(0);
    expect(end.stdout).toContain("pulumi stack export | npx pulumi-alicloud-keypair orphans");
    for (const option of ["--delete <name>", "--region <region>", "--stack <project/stack>", "--json"]) {
      expect(end.stdout).toContain(option);
    }
  });

  it.for([
    ["--region", "evil.example/"],
    ["--stack", "dev"],
    ["--unheard-of", "x"],
  ] as const)("%s %s is refused with one line", async ([option, value], { emulator, orphans }) => {
    const end = await orphans(exportOf(), option, value);

    expect(end.exitCode).toBe(1);
    expect(end.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(end.stderr).toContain(option);
    expect(emulator.calls()).toEqual([]);
  });
});
