/** Check as a function: whatever a program says, it answers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../provider/keyPair/check";
import { argumentNames } from "../../../provider/keyPair/inputs";
import { unknown } from "../../../provider/keyPair/unknown";

const defaults = () => ({ regionId: "cn-hangzhou", regionName: "region", regionSources: "somewhere" });
const anything = fc.oneof(fc.anything(), fc.constant(unknown), fc.string({ unit: "binary" }), fc.boolean());
const anyArguments = fc.dictionary(fc.constantFrom(...argumentNames), anything);

describe("check", () => {
  it("never throws", () => {
    fc.assert(
      fc.property(anyArguments, anyArguments, (olds, news) => {
        expect(() => check(olds, news, defaults)).not.toThrow();
      }),
    );
  });

  it("passes everything that is not known yet", () => {
    const news = Object.fromEntries(
      ["keyPairName", "regionId", "tags", "publicKey"].map((name) => [name, unknown]),
    );

    expect(check({}, news, defaults).failures).toEqual([]);
  });

  it("never puts a value into a reason", () => {
    const secret = "s3cretS3cret";

    const news = Object.fromEntries(argumentNames.map((name) => [name, ` ${secret}`]));

    expect(JSON.stringify(check({}, news, defaults).failures)).not.toContain(secret);
  });
});
