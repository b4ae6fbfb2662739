/** What a run says that it will do, and the policies of docs/conformance.md. */
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { permissionsFor, planText } from "../../../cli/conformance/plan";
import { openGround } from "../../../emulator/contract/ground";
import { regionId, runId } from "./fixtures";

const planned = {
  ground: openGround(regionId, runId),
  host: "ecs-cn-hangzhou.aliyuncs.com",
  instanceId: undefined,
  withLifecycle: false,
  files: ["a.md"],
};

function callsIn(text: string): number {
  return Number(/^ {2}calls +about (\d+), at most 30 a minute: about \d+ minutes$/m.exec(text)?.[1]);
}

it("a plan names calls, minutes, key pairs, instance, report, clean-up and permissions", () => {
  const text = planText(planned);

  expect(callsIn(text)).toBeLessThan(150);
  expect(text).toMatch(/: about 5 minutes$/m);
  expect(text).toMatch(/^ {2}key pairs +conformance-0badcafe-\*, with the tag .*=0badcafe; all are deleted/m);
  expect(text).toMatch(/^ {2}instance +none is touched$/m);
  expect(text).toMatch(/^ {2}if killed +npx .* --region cn-hangzhou --clean 0badcafe$/m);
  expect(text).toMatch(/^ {2}permissions +ecs:AttachKeyPair, ecs:CreateKeyPair, /m);
});

it("a plan with an instance and Pulumi says what happens to them, and takes longer", () => {
  const text = planText({ ...planned, instanceId: "i-1", withLifecycle: true });

  expect(callsIn(text)).toBeGreaterThan(callsIn(planText(planned)) + 100);
  expect(text).toMatch(/^ {2}instance +i-1 gets a key pair, is restarted/m);
  expect(text).toMatch(/^ {2}if killed .* --instance i-1$/m);
  expect(text).toMatch(/^ {2}Pulumi +up, refresh, rotate and destroy/m);
});

it("the policies of docs/conformance.md allow what a plan needs, and nothing else", async () => {
  const page = await readFile("docs/conformance.md", "utf8");

  const [base = [], more = []] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text = ""]) => {
    const policy = JSON.parse(text) as { Statement: { Action: string[] }[] };
    return policy.Statement.flatMap(({ Action }) => Action);
  });

  expect(base).toEqual(permissionsFor(planned));
  expect([...base, ...more].sort()).toEqual(permissionsFor({ ...planned, instanceId: "i-1" }));
});
