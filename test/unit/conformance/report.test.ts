/** The report of a run: what is in it, and what never is. */
import { expect, it as base } from "vitest";
import { reportJson, reportMarkdown, type Reported } from "../../../cli/conformance/report";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import { prepareRun } from "./fixtures";
import { conform } from "../../../cli/conformance/run";

const it = base
  .extend("options", {
    keyPool: 1,
    readings: { privateKeyForm: "pkcs8", tagKeyLength: "64" } as const,
  })
  .extend("emulator", async ({ options }, { onCleanup }) => {
    const emulator = await startEmulator(options);
    onCleanup(() => emulator.close());
    return emulator;
  });

async function report(emulator: Emulator): Promise<Reported> {
  const run = prepareRun(emulator);
  const compared = await conform(run);
  return { ...compared, ground: run.ground, host: "ecs.example", version: "1.2.3", date: new Date(0) };
}

it("names the readings, the options that match, and what differs", async ({ emulator }) => {
  emulator.faults.add({
    kind: "error",
    action: "JoinResourceGroup",
    code: "Surprise",
    httpStatus: 418,
    message: "No | yes",
  });

  const reported = await report(emulator);
  const markdown = reportMarkdown(reported);
  const json = JSON.parse(reportJson(reported)) as Record<string, unknown>;

  expect(markdown).toContain("| `--private-key-form` | **pkcs8** | pkcs1 |");
  expect(markdown).toContain(
    "npx pulumi-alicloud-keypair emulator --private-key-form pkcs8 --tag-key-length 64\n",
  );
  expect(markdown).toContain(
    "| `JoinResourceGroup ResourceType=disk ResourceId=taken ResourceGroupId=(id)` | status, code, message | " +
      "404 InvalidResourceType.NotFound The ResourceType provided does not exist in our records. | 418 Surprise No \\| yes |",
  );
  expect(markdown).toContain("| it needs a quota that is used up | 4 |");
  expect(json).toMatchObject({
    run: "0badcafe",
    host: "ecs.example",
    emulatorOptions: "--private-key-form pkcs8 --tag-key-length 64",
    counts: { differs: 7 },
  });
});

it("has no key, no account ID and no other ID, not even from the service's messages", async ({
  emulator,
}) => {
  const privateKey = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAxyz\n-----END RSA PRIVATE KEY-----";
  const secrets = [
    emulator.accountId(),
    "LTAI5tAbCdEfGhIjKlMnOp",
    "rg-acfmxazb4pxxxxx",
    "i-bp67acfmxazb4p",
    "MIIEpAIBAAK",
  ];
  const message =
    `User acs:ram::${emulator.accountId()}:user/dev@corp.example with LTAI5tAbCdEfGhIjKlMnOp may not use ` +
    `rg-acfmxazb4pxxxxx on i-bp67acfmxazb4p: ${privateKey}`;
  for (const [action, code] of [
    ["TagResources", "Refused"],
    ["ListTagResources", "Forbidden"],
  ] as const) {
    emulator.faults.add({ kind: "error", action, code, httpStatus: 403, message });
  }

  const reported = await report(emulator);
  const text = reportMarkdown(reported) + reportJson(reported);

  expect(text).toContain(
    "User acs:ram::(account):user/(user) with (access key) may not use (id) on (id): (key)",
  );
  for (const secret of [...secrets, "dev@corp.example", "BEGIN RSA"]) expect(text).not.toContain(secret);
  const group = BigInt(emulator.accountId()).toString(36);
  expect(text).not.toContain(group);
  expect(text).not.toMatch(/MII[A-Za-z0-9+/]{10}|AAAA[A-Za-z0-9+/]{10}/);
});
