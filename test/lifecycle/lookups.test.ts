/** The functions getKeyPair and getKeyPairs over the emulator: what they find, what it costs, and what they refuse. */
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { attemptTag, ownerTag } from "./fixtures";
import { callsOf, putFleet } from "./fleet";
import { it } from "./functions";
import type { Values } from "./rpc";

const here = { regionId: "cn-hangzhou" };

/** The names of found pairs, in their order. */
function names({ keyPairs }: Values): unknown[] {
  return (keyPairs as Values[]).map(({ keyPairName }) => keyPairName);
}

/** Puts instances that are bound to key pairs in turn. */
function putInstances(emulator: Emulator, count: number, keyPairNames: readonly string[]): void {
  for (let n = 0; n < count; n += 1) {
    const keyPairName = keyPairNames[n % keyPairNames.length];
    emulator.addInstance({ ...here, instanceId: `i-${String(n).padStart(5, "0")}`, keyPairName });
  }
}

describe("getKeyPairs", () => {
  it.for([
    [0, 1],
    [1, 1],
    [50, 1],
    [51, 2],
    [1000, 20],
  ])("finds %i key pairs in %i calls", async ([count = 0, calls], { emulator, lookUp }) => {
    await putFleet(emulator, count);

    const found = await lookUp("getKeyPairs");

    expect(found["regionId"]).toBe("cn-hangzhou");
    expect(names(found)).toEqual(Array.from({ length: count }, (_, n) => `dev-${n}`).sort());
    expect(callsOf(emulator)).toBe(calls);
  });

  it("finds 1,000 key pairs and their 1,500 instances in 35 calls", async ({ emulator, lookUp }) => {
    const fleet = await putFleet(emulator, 1000);
    putInstances(
      emulator,
      1500,
      fleet.map(({ id }) => id),
    );

    const { keyPairs } = await lookUp("getKeyPairs", { includeInstances: true });

    const counts = (keyPairs as { instances: unknown[] }[]).map(({ instances }) => instances.length);
    expect(counts.filter((count) => count === 2)).toHaveLength(500);
    expect(counts.filter((count) => count === 1)).toHaveLength(500);
    expect(callsOf(emulator, "DescribeKeyPairs")).toBe(20);
    expect(callsOf(emulator, "DescribeInstances")).toBe(15);
  });

  it("asks for each key pair's instances where the region has more pages of them than there are pairs", async ({
    emulator,
    lookUp,
  }) => {
    await putFleet(emulator, 4);
    putInstances(emulator, 301, ["elsewhere"]);
    emulator.addInstance({ ...here, instanceId: "i-dev-0", instanceName: "web", keyPairName: "dev-0" });
    emulator.addInstance({ ...here, instanceId: "i-dev-3", status: "Stopped", keyPairName: "dev-3" });

    const several = await lookUp("getKeyPairs", { includeInstances: true });
    const listing = callsOf(emulator, "DescribeInstances");
    const two = await lookUp("getKeyPairs", { namePattern: "*-3", includeInstances: true });
    const single = callsOf(emulator, "DescribeInstances") - listing;
    emulator.removeKeyPair("cn-hangzhou", "dev-1");
    const three = await lookUp("getKeyPairs", { includeInstances: true });

    expect(listing).toBe(4);
    expect(single).toBe(1);
    // Three pages of the listing did not suffice, so three pairs were asked for.
    expect(callsOf(emulator, "DescribeInstances") - listing - single).toBe(6);
    expect(three["keyPairs"]).toEqual((several["keyPairs"] as Values[]).filter((_, index) => index !== 1));
    expect(two["keyPairs"]).toEqual((several["keyPairs"] as Values[]).slice(3));
    expect(several["keyPairs"]).toMatchObject([
      { instances: [{ instanceId: "i-dev-0", instanceName: "web", status: "Running" }] },
      { instances: [] },
      { instances: [] },
      { instances: [{ instanceId: "i-dev-3", instanceName: "i-dev-3", status: "Stopped" }] },
    ]);
  });

  it("finds by pattern, tags, resource group and region, and by all of them together", async ({
    emulator,
    lookUp,
  }) => {
    const group = "rg-web";
    await emulator.putKeyPair({ ...here, keyPairName: "web-b", tags: { team: "web", env: "prod" } });
    await emulator.putKeyPair({
      ...here,
      keyPairName: "web-a",
      tags: { team: "web" },
      resourceGroupId: group,
    });
    await emulator.putKeyPair({ ...here, keyPairName: "db-web", tags: { env: "prod" } });
    await emulator.putKeyPair({ regionId: "cn-beijing", keyPairName: "web-c", tags: { team: "web" } });
    const find = async (args: Values) => names(await lookUp("getKeyPairs", args));

    expect(await find({ namePattern: "web-*" })).toEqual(["web-a", "web-b"]);
    expect(await find({ namePattern: "*web*" })).toEqual(["db-web", "web-a", "web-b"]);
    expect(await find({ namePattern: "web-a" })).toEqual(["web-a"]);
    expect(await find({ tags: { team: "web" } })).toEqual(["web-a", "web-b"]);
    expect(await find({ tags: { team: "web", env: "prod" } })).toEqual(["web-b"]);
    expect(await find({ tags: { team: "" } })).toEqual([]);
    expect(await find({ resourceGroupId: group })).toEqual(["web-a"]);
    expect(await find({ resourceGroupId: "rg-none" })).toEqual([]);
    expect(await find({ regionId: "cn-beijing" })).toEqual(["web-c"]);
    expect(await find({ regionId: "" })).toEqual(["db-web", "web-a", "web-b"]);
    expect(await find({ namePattern: "*-a", tags: { team: "web" }, resourceGroupId: group })).toEqual([
      "web-a",
    ]);
  });

  it.extend({ readings: { defaultResourceGroup: "always" } })(
    "finds only what is in a resource group, though ECS lists the default group's key pairs too",
    async ({ emulator, lookUp }) => {
      await emulator.putKeyPair({ ...here, keyPairName: "in-default" });
      await emulator.putKeyPair({ ...here, keyPairName: "in-web", resourceGroupId: "rg-web" });

      expect(names(await lookUp("getKeyPairs", { resourceGroupId: "rg-web" }))).toEqual(["in-web"]);
    },
  );

  it("returns tags without the provider's own and the system's, by which it finds all the same", async ({
    emulator,
    lookUp,
  }) => {
    const own = { [ownerTag]: "project/stack/dev", [attemptTag]: "a" };
    const tags = { team: "web", "acs:rm:rgId": "rg", ...own };
    await emulator.putKeyPair({ ...here, keyPairName: "dev", tags });

    const { keyPairs } = await lookUp("getKeyPairs", { tags: { [ownerTag]: "project/stack/dev" } });

    expect(keyPairs).toMatchObject([{ keyPairName: "dev", tags: { team: "web" } }]);
    expect((keyPairs as Values[])[0]?.["tags"]).toEqual({ team: "web" });
  });

  it("fails where instances may not be listed: the error names the permission", async ({
    emulator,
    lookUp,
  }) => {
    await putFleet(emulator, 2);
    const action = "DescribeInstances";
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action });

    await expect(lookUp("getKeyPairs", { includeInstances: true })).rejects.toThrow(/ecs:DescribeInstances/);
  });
});

describe("getKeyPair", () => {
  it("returns everything about a key pair, and never a private key", async ({ emulator, lookUp }) => {
    const tags = { team: "web" };
    const pair = await emulator.putKeyPair({ ...here, keyPairName: "dev", tags, resourceGroupId: "rg-web" });

    const found = await lookUp("getKeyPair", { keyPairName: "dev" });

    expect(found).toEqual({
      keyPairName: "dev",
      regionId: "cn-hangzhou",
      fingerPrint: pair.fingerPrint,
      publicKey: pair.publicKey,
      publicKeyFingerprintSha256: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/) as string,
      algorithm: "RSA",
      createTime: `${pair.creationTime.slice(0, 16)}Z`,
      resourceGroupId: "rg-web",
      tags,
    });
    expect(emulator.calls()).toHaveLength(1);
  });

  it("finds by either fingerprint in any spelling, and by the public key whatever its comment", async ({
    emulator,
    lookUp,
  }) => {
    const wanted = await emulator.putKeyPair({ ...here, keyPairName: "wanted" });
    await emulator.putKeyPair({ ...here, keyPairName: "other" });
    const colons = wanted.fingerPrint.match(/../g)?.join(":") ?? "";
    const { publicKeyFingerprintSha256: sha256 } = await lookUp("getKeyPair", { keyPairName: "wanted" });
    const find = async (args: Values) => (await lookUp("getKeyPair", args))["keyPairName"];

    expect(await find({ fingerPrint: wanted.fingerPrint })).toBe("wanted");
    expect(await find({ fingerPrint: `MD5:${colons.toUpperCase()}` })).toBe("wanted");
    expect(await find({ publicKeyFingerprintSha256: sha256 })).toBe("wanted");
    expect(await find({ publicKeyFingerprintSha256: `${String(sha256)}=` })).toBe("wanted");
    expect(await find({ publicKey: `  ${wanted.publicKey} me@home\n` })).toBe("wanted");
  });

  it("returns the instances of its key pair only, in one call", async ({ emulator, lookUp }) => {
    await putFleet(emulator, 3);
    putInstances(emulator, 120, ["dev-0", "dev-1"]);

    const { instances } = await lookUp("getKeyPair", { keyPairName: "dev-1", includeInstances: true });

    expect(instances).toHaveLength(60);
    expect(callsOf(emulator, "DescribeInstances")).toBe(1);
  });

  it("fails where there is none: the error names conditions and region", async ({ emulator, lookUp }) => {
    await expect(lookUp("getKeyPair")).rejects.toThrow(
      "there is no key pair in cn-hangzhou. Check the region.",
    );
    await emulator.putKeyPair({ ...here, keyPairName: "dev-2" });

    const tags = { team: "s3cret" };
    const failed = lookUp("getKeyPair", { keyPairName: "dev", tags, includeInstances: true });

    await expect(failed).rejects.toThrow(
      'no key pair in cn-hangzhou has keyPairName "dev" and these tags (team). Check these arguments and the region.',
    );
    expect(callsOf(emulator, "DescribeInstances")).toBe(0);
  });

  it("fails where there are several: the error names ten of them", async ({ emulator, lookUp }) => {
    await putFleet(emulator, 12);

    await expect(lookUp("getKeyPair", { namePattern: "dev-1*" })).rejects.toThrow(
      '3 key pairs in cn-hangzhou have namePattern "dev-1*": "dev-1", "dev-10", "dev-11". ' +
        "Add arguments until only one is left, or call getKeyPairs.",
    );
    await expect(lookUp("getKeyPair")).rejects.toThrow(
      /^12 key pairs in cn-hangzhou: .*"dev-7" and 2 more\./,
    );
  });
});

const refused: readonly (readonly [Values, RegExp])[] = [
  [{ keyPairNam: "dev" }, /unknown argument keyPairNam: getKeyPair takes keyPairName, namePattern,/],
  [{ keyPairName: "dev-*" }, /keyPairName can't contain \*\. Use namePattern/],
  [{ keyPairName: "dev", namePattern: "*" }, /namePattern can't be combined with keyPairName/],
  [{ namePattern: "dev?" }, /namePattern must be part of a name and \*/],
  [{ fingerPrint: "SHA256:abc" }, /fingerPrint must be hexadecimal digits/],
  [{ publicKeyFingerprintSha256: "abc" }, /publicKeyFingerprintSha256 must be as ssh-keygen -l prints it/],
  [{ publicKey: "ssh-rsa AAAA" }, /publicKey is not a valid key of type ssh-rsa/],
  [{ tags: { team: 1 } }, /tags must have only strings as values \(team\)/],
  [{ resourceGroupId: "rg web" }, /resourceGroupId must be a resource group id/],
  [{ regionId: "cn/hangzhou" }, /regionId must be a region id/],
  [{ includeInstances: "yes" }, /includeInstances must be true or false/],
  [{ keyPairName: "" }, /keyPairName must be 2 to 128 characters long/],
  [{ namePattern: "" }, /namePattern must be part of a name/],
  [{ publicKey: "" }, /publicKey must be in OpenSSH format/],
];

describe("the arguments", () => {
  it("are refused without a call where they break a rule, and where an empty one would match everything", async ({
    emulator,
    lookUp,
  }) => {
    for (const [args, message] of refused) {
      await expect(lookUp("getKeyPair", args)).rejects.toThrow(message);
    }

    expect(emulator.calls()).toEqual([]);
  });

  it("need a region from somewhere", async ({ startCaller }) => {
    const lookUp = await startCaller({ env: { ALICLOUD_REGION: "" } });

    await expect(lookUp("getKeyPairs")).rejects.toThrow(
      /^no region is set\. Set one of: the argument regionId/,
    );
  });

  it("default to the stack configuration's region", async ({ startCaller }) => {
    const lookUp = await startCaller({ config: { "alicloud-keypair:region": "cn-beijing" } });

    expect(await lookUp("getKeyPairs")).toEqual({ regionId: "cn-beijing", keyPairs: [] });
  });
});
