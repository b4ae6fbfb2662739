/** What is read from a run's output: only a whole report counts. */
import { describe, expect, it } from "vitest";
import { readRefusal, readReport } from "../../../provider/authorizedKey/report";

const one = "00".repeat(32);
const two = "ff".repeat(32);
const whole = [
  "pulumi-alicloud-keypair 1",
  "confirmed yes",
  `key marked ${one}`,
  `key options ${two}`,
  "outcome kept last",
  "end",
  "",
].join("\n");

describe("a report", () => {
  it("is read", () => {
    const fingerprint = `SHA256:${"A".repeat(43)}`;

    expect(readReport(whole)).toEqual({
      isConfirmed: true,
      fingerprints: [fingerprint, `SHA256:${"/".repeat(42)}8`],
      plain: [fingerprint],
      marked: [fingerprint],
      outcome: "kept last",
    });
  });

  it("is read with CRLF and blanks around it", () => {
    expect(readReport(`\r\n${whole.replaceAll("\n", "\r\n")} \n`)).toEqual(readReport(whole));
  });

  it("is none where it was cut, wherever that was", () => {
    const lengths = Array.from({ length: whole.trimEnd().length }, (_, length) => length);

    expect(lengths.filter((length) => readReport(whole.slice(0, length)) !== undefined)).toEqual([]);
  });

  it.each([
    ["another version", whole.replace("keypair 1", "keypair 2")],
    ["a line before it", `Welcome\n${whole}`],
    ["a line after it", `${whole}bye\n`],
    ["a line of another kind", whole.replace("outcome", "warning x\noutcome")],
    ["an unknown outcome", whole.replace("kept last", "lost")],
    ["a short fingerprint", whole.replace(one, one.slice(2))],
    ["a refusal", "error NoHome there is none\n"],
    ["nothing", ""],
  ])("is none with %s", (_, output) => {
    expect(readReport(output)).toBeUndefined();
  });
});

describe("a refusal", () => {
  it("has a code and a message", () => {
    expect(readRefusal("error NoHome the home directory does not exist\n")).toEqual({
      code: "NoHome",
      message: "the home directory does not exist",
    });
  });

  it.each([whole, "", "error", "error NoHome", `error NoHome x\n${whole}`, "sh: error NoHome x"])(
    "is not %j",
    (output) => {
      expect(readRefusal(output)).toBeUndefined();
    },
  );
});
