/** What an error of a call tells a person, and what it keeps to itself. */
import { describe, expect, it } from "vitest";
import { NoAnswer, Refusal, Unreachable, isAmbiguous } from "../../../provider/rpc/errors";

const call = { action: "CreateKeyPair", regionId: "cn-hangzhou", resources: ["keypair/dev"] };

function refusal(code: string, httpStatus: number, apiMessage = "No."): Refusal {
  return new Refusal(call, { code, httpStatus, apiMessage, requestId: "R-1" });
}

describe("a refusal", () => {
  it("tells action, code, status, RequestId and the API's words", () => {
    expect(refusal("QuotaExceed.KeyPair", 403, "The key pair quota exceeds.").message).toBe(
      "CreateKeyPair failed: QuotaExceed.KeyPair (HTTP 403, RequestId R-1): The key pair quota exceeds.",
    );
  });

  it("is the same when it says what to do as well", () => {
    const { code, call, message } = refusal("QuotaExceed.KeyPair", 403).advised("Delete some.");

    expect({ code, action: call.action }).toEqual({ code: "QuotaExceed.KeyPair", action: "CreateKeyPair" });
    expect(message).toMatch(/: No\.\nDelete some\.$/);
  });

  it("never passes on the string that was signed", () => {
    const { message } = refusal(
      "SignatureDoesNotMatch",
      400,
      "Not matched. server string to sign is:POST&AccessKeyId=secret",
    );

    expect(message).not.toMatch(/string to sign|secret&|AccessKeyId=/);
  });
});

describe("a failure is ambiguous", () => {
  it.each<[string, Error, boolean]>([
    ["no answer", new NoAnswer("CreateKeyPair", "host", "did not answer"), true],
    ["a server error", refusal("InternalError", 500), true],
    ["an unavailable service", refusal("ServiceUnavailable", 503), true],
    ["throttling", refusal("Throttling.User", 400), false],
    ["throttling with a server error's status", refusal("Throttling", 503), false],
    ["a nonce that was used: the call arrived twice", refusal("SignatureNonceUsed", 400), true],
    ["a client error", refusal("KeyPair.AlreadyExist", 400), false],
    ["no connection", new Unreachable("CreateKeyPair", "host", "refused"), false],
  ])("or not: %s", (_, error, ambiguous) => {
    expect(isAmbiguous(error)).toBe(ambiguous);
  });
});
