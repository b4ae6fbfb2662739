/** What users are told to do about each way in which a command can fail on an instance. */
import { describe, expect, it } from "vitest";
import { commandErrors, finalStatuses } from "../../../emulator/assistant/outcomes";
import { adviceOnInstance, authorizedKeyAdvice } from "../../../provider/authorizedKey/advice";
import { adviceOn } from "../../../provider/resource/advice";
import { Refusal } from "../../../provider/rpc/errors";

/** The script's own refusals, as docs/authorized-keys.md and its tests have them. */
const refusals = [
  ...["Busy", "ForeignOwner", "LinkRefused", "NoHome", "NoSuchUser", "OtherKeyFile", "PublicKeyOff"],
  ...["ToolMissing", "TooManyKeys", "Unreadable", "WriteFailed"],
];

const statuses = Object.keys(finalStatuses).filter((status) => status !== "Success");

describe("the advice on an instance", () => {
  it.each([...Object.keys(commandErrors), ...statuses, ...refusals])("says what to do about %s", (code) => {
    expect(adviceOnInstance(code)).toMatch(/^[A-Z`s].{20,}$/);
  });
});

describe("the advice on a refused command", () => {
  const adviceFor = (code: string): string | undefined => {
    const call = { action: "RunCommand", regionId: "cn-hangzhou", resources: ["command/*", "instance/i-1"] };
    const response = { code, httpStatus: 403, requestId: "R-1", apiMessage: "No." };
    return adviceOn(new Refusal(call, response), authorizedKeyAdvice);
  };

  it.each([
    ["Invocation.ExceedQuota", /tomorrow/],
    ["InstanceIds.ExceedLimit", /Quota Center/],
    ["Operation.Forbidden", /enabled in this region/],
    ["InternalError.Dispatch", /RequestId/],
    ["Forbidden.RAM", /ecs:RunCommand on .*command.*instance\/i-1.*ecs:CommandRunAs must allow root/],
  ])("%s says what to do", (code, advice) => {
    expect(adviceFor(code)).toMatch(advice);
  });
});
