/** Check as a function: it returns a result whatever a program passes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../provider/keyPair/check";
import { keyPairFields } from "../../../provider/keyPair/fields";
import { argumentNames } from "../../../provider/resource/fields";
import { readOwner } from "../../../provider/resource/owner";
import { unknown } from "../../../provider/resource/values";

const names = argumentNames(keyPairFields);
const defaults = () => ({ regionId: "cn-hangzhou", regionName: "region", regionSources: "somewhere" });
const options = { owner: readOwner("shop/prod/dev"), defaults, autonaming: undefined, filledIn: [] };
const anything = fc.oneof(fc.anything(), fc.constant(unknown), fc.string({ unit: "binary" }), fc.boolean());
const anyArguments = fc.dictionary(fc.constantFrom(...names), anything);

describe("check", () => {
  it("never throws", () => {
    fc.assert(
      fc.property(fc.option(anyArguments, { nil: undefined }), anyArguments, (olds, news) => {
        expect(() => check(olds, news, options)).not.toThrow();
      }),
    );
  });

  it("passes everything that is not known yet", () => {
    const news = Object.fromEntries(
      ["keyPairName", "regionId", "tags", "publicKey"].map((name) => [name, unknown]),
    );

    expect(check(undefined, news, options).failures).toEqual([]);
  });

  it("never puts a value into a reason", () => {
    const secret = "s3cretS3cret";

    const news = Object.fromEntries(names.map((name) => [name, ` ${secret}`]));

    expect(JSON.stringify(check(undefined, news, options).failures)).not.toContain(secret);
  });
});
