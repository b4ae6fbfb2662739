/** What an error of a call tells a person, and what it keeps to itself. */
import { describe, expect, it } from "vitest";
import { EcsNoAnswer, EcsRefusal, EcsUnreachable, isAmbiguous } from "../../../provider/ecs/errors";

const call = { action: "CreateKeyPair", regionId: "cn-hangzhou", keyPairName: "dev" };

function refusal(code: string, httpStatus: number, apiMessage = "No."): EcsRefusal {
  return new EcsRefusal(call, { code, httpStatus, apiMessage, requestId: "R-1" });
}

describe("a refusal", () => {
  it("tells action, code, status, RequestId, the API's words and what to do", () => {
    expect(refusal("QuotaExceed.KeyPair", 403, "The key pair quota exceeds.").message).toBe(
      "CreateKeyPair failed: QuotaExceed.KeyPair (HTTP 403, RequestId R-1): The key pair quota exceeds.\n" +
        "A region holds at most 500 key pairs: delete some that are not used, or choose another regionId.",
    );
  });

  it("never passes on the string that was signed", () => {
    const { message } = refusal(
      "SignatureDoesNotMatch",
      400,
      "Not matched. server string to sign is:POST&AccessKeyId=secret",
    );

    expect(message).not.toMatch(/string to sign|secret&|AccessKeyId=/);
  });

  it("names the permissions where RAM denies the call", () => {
    expect(refusal("Forbidden.RAM", 403).message).toContain("ecs:CreateKeyPair");
  });
});

describe("a failure is ambiguous", () => {
  it.each<[string, Error, boolean]>([
    ["no answer", new EcsNoAnswer("CreateKeyPair", "host", "did not answer"), true],
    ["a server error", refusal("InternalError", 500), true],
    ["an unavailable service", refusal("ServiceUnavailable", 503), true],
    ["throttling", refusal("Throttling.User", 400), false],
    ["throttling with a server error's status", refusal("Throttling", 503), false],
    ["a nonce that was used: the call arrived twice", refusal("SignatureNonceUsed", 400), true],
    ["a client error", refusal("KeyPair.AlreadyExist", 400), false],
    ["no connection", new EcsUnreachable("CreateKeyPair", "host", "refused"), false],
  ])("or not: %s", (_, error, ambiguous) => {
    expect(isAmbiguous(error)).toBe(ambiguous);
  });
});
