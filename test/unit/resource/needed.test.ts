/** The keys that instances still need in one process. */
import { describe, expect, it } from "vitest";
import { openNeededKeys } from "../../../provider/resource/needed";

const web = { project: "shop", stack: "prod", parents: "", name: "web" };
const db = { ...web, name: "db" };
const old = "SHA256:old";

describe("needed keys", () => {
  it("are none before a write has failed", () => {
    expect(openNeededKeys().instancesThatNeed(old)).toEqual([]);
  });

  it("name each instance once, whichever resources need the key there", () => {
    const needed = openNeededKeys();
    needed.record(web, [
      { fingerprint: old, instanceId: "i-1" },
      { fingerprint: "SHA256:other", instanceId: "i-3" },
    ]);
    needed.record(db, [
      { fingerprint: old, instanceId: "i-1" },
      { fingerprint: old, instanceId: "i-2" },
    ]);

    expect(needed.instancesThatNeed(old)).toEqual(["i-1", "i-2"]);
  });

  it("are none of a resource's any more once it has succeeded", () => {
    const needed = openNeededKeys();
    needed.record(web, [{ fingerprint: old, instanceId: "i-1" }]);

    needed.record(web, []);

    expect(needed.instancesThatNeed(old)).toEqual([]);
  });

  it("do not concern a key pair whose public key is unknown", () => {
    const needed = openNeededKeys();
    needed.record(web, [{ fingerprint: old, instanceId: "i-1" }]);

    expect(needed.instancesThatNeed(undefined)).toEqual([]);
  });
});
