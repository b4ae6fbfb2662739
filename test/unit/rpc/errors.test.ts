/** What a call's error tells the user, and what it never reveals. */
import { describe, expect, it } from "vitest";
import { NoAnswer, Refusal, Unreachable, isAmbiguous } from "../../../provider/rpc/errors";

const call = { action: "CreateKeyPair", regionId: "cn-hangzhou", resources: ["keypair/dev"] };

function refusal(code: string, httpStatus: number, apiMessage = "No."): Refusal {
  return new Refusal(call, { code, httpStatus, apiMessage, requestId: "R-1" });
}

describe("a refusal", () => {
  it("names action, code, status and RequestId, and quotes the API's message", () => {
    expect(refusal("QuotaExceed.KeyPair", 403, "The key pair quota exceeds.").message).toBe(
      "CreateKeyPair failed: QuotaExceed.KeyPair (HTTP 403, RequestId R-1): The key pair quota exceeds.",
    );
  });

  it("keeps its code and action when advice is added", () => {
    const { code, call, message } = refusal("QuotaExceed.KeyPair", 403).advised("Delete some.");

    expect({ code, action: call.action }).toEqual({ code: "QuotaExceed.KeyPair", action: "CreateKeyPair" });
    expect(message).toMatch(/: No\.\nDelete some\.$/);
  });

  it("never reveals the string to sign", () => {
    const { message } = refusal(
      "SignatureDoesNotMatch",
      400,
      "Not matched. server string to sign is:POST&AccessKeyId=secret",
    );

    expect(message).not.toMatch(/string to sign|secret&|AccessKeyId=/);
  });
});

describe("a failure", () => {
  it.each<[string, Error, boolean]>([
    ["no response", new NoAnswer("CreateKeyPair", "host", "did not respond"), true],
    ["a server error", refusal("InternalError", 500), true],
    ["an unavailable service", refusal("ServiceUnavailable", 503), true],
    ["throttling", refusal("Throttling.User", 400), false],
    ["throttling with a server error's status", refusal("Throttling", 503), false],
    ["a used nonce: the call arrived twice", refusal("SignatureNonceUsed", 400), true],
    ["a client error", refusal("KeyPair.AlreadyExist", 400), false],
    ["no connection", new Unreachable("CreateKeyPair", "host", "refused"), false],
  ])("is ambiguous or not: %s", (_, error, ambiguous) => {
    expect(isAmbiguous(error)).toBe(ambiguous);
  });
});
