/** Which key pairs a lookup's conditions select, beyond what ECS filters. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitsPattern, matcherOf } from "../../../provider/keyPair/match";

const noKey = { pair: { keyPairName: "dev", keyPairFingerPrint: "ab12", tags: [] }, key: undefined };

/** Whether the key pair without a readable key meets conditions. */
function matches(conditions: object): boolean {
  return matcherOf({ includeInstances: false, ...conditions })(noKey);
}

describe("a pattern", () => {
  it("selects the names that the same regular expression selects", () => {
    const letters = fc.constantFrom("a", "b", ".");
    const text = fc.array(letters, { maxLength: 8 }).map((all) => all.join(""));
    const pattern = fc
      .array(fc.oneof(letters, fc.constant("*")), { maxLength: 6 })
      .map((all) => all.join(""));

    fc.assert(
      fc.property(text, pattern, (name, wanted) => {
        const expression = wanted.replaceAll(".", "\\.").replaceAll("*", ".*");
        expect(fitsPattern(name, wanted)).toBe(new RegExp(`^${expression}$`).test(name));
      }),
    );
  });

  it("of many stars is decided at once", () => {
    expect(fitsPattern("a".repeat(128), `${"a*".repeat(60)}b`)).toBe(false);
  });
});

describe("a key pair whose public key ECS does not return", () => {
  it("is found by its fingerprint", () => {
    expect(matches({ fingerPrint: "AB:12" })).toBe(true);
  });

  it("is not found by a key or a key's fingerprint: both are unknown", () => {
    const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2SBxr0KAPR7MrhKfLvm1+uBLVHkcGJhl5FDoVQqHqE";

    expect(matches({ publicKey })).toBe(false);
    expect(matches({ publicKeyFingerprintSha256: `SHA256:${"A".repeat(43)}` })).toBe(false);
  });
});
