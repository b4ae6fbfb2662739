/** ECS's answers, read with suspicion. */
import { describe, expect, it } from "vitest";
import { createdKeyPair, describedKeyPairs } from "../../../provider/ecs/answers";
import { NoAnswer } from "../../../provider/rpc/errors";

describe("DescribeKeyPairs", () => {
  it("with an empty list is an empty list", () => {
    expect(describedKeyPairs({ KeyPairs: { KeyPair: [] } })).toEqual([]);
  });

  it.each([{}, { KeyPairs: [] }, { KeyPairs: { KeyPair: "none" } }])(
    "without a list (%j) is no answer",
    (body) => {
      expect(() => describedKeyPairs(body)).toThrow(NoAnswer);
    },
  );

  it("gives names, tags and what else there is", () => {
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
  it("without a private key is no answer: the pair may exist all the same", () => {
    expect(() => createdKeyPair({ KeyPairName: "dev", KeyPairFingerPrint: "f" })).toThrow(NoAnswer);
  });
});
