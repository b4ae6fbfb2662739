/** ECS responses are validated. */
import { describe, expect, it } from "vitest";
import { createdKeyPair, describedKeyPairs } from "../../../provider/ecs/answers";
import { NoAnswer } from "../../../provider/rpc/errors";

describe("DescribeKeyPairs", () => {
  it("with an empty list returns an empty list", () => {
    expect(describedKeyPairs({ KeyPairs: { KeyPair: [] } })).toEqual([]);
  });

  it.each([{}, { KeyPairs: [] }, { KeyPairs: { KeyPair: "none" } }])(
    "without a list (%j) counts as no response",
    (body) => {
      expect(() => describedKeyPairs(body)).toThrow(NoAnswer);
    },
  );

  it("returns names, tags and the other fields that are set", () => {
    const KeyPair = [
      {
        KeyPairName: "dev",
        KeyPairFingerPrint: "f",
        Tags: { Tag: [{ TagKey: "team", TagValue: "" }] },
        PublicKey: "",
      },
    ];

    expect(describedKeyPairs({ KeyPairs: { KeyPair } })).toEqual([
      { keyPairName: "dev", keyPairFingerPrint: "f", tags: [{ key: "team", value: "" }] },
    ]);
  });
});

describe("CreateKeyPair", () => {
  it("without a private key counts as no response: the pair may still exist", () => {
    expect(() => createdKeyPair({ KeyPairName: "dev", KeyPairFingerPrint: "f" })).toThrow(NoAnswer);
  });
});
