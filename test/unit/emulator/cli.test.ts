// The emulator's command line.
import { createServer } from "node:http";
import { once } from "node:events";
import Ecs, { DescribeKeyPairsRequest } from "@alicloud/ecs20140526";
import { expect } from "vitest";
import { contradictions } from "../../../emulator/readings";
import { onPosix } from "../posix";
import { test } from "./emulatorProcess";
import { regionId, sdkConfig } from "./fixtures";

test("stdout is one line, the URL, and stderr has lines to copy", async ({ start, skip }) => {
  onPosix("signals", skip);
  const emulator = start("--port", "0", "--access-key", "AK", "--secret-key", "SK");
  const url = await emulator.url();

  emulator.process.kill("SIGTERM");
  const { code, stdout, stderr } = await emulator.end();

  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
  expect(code).toBe(0);
  expect(stdout).toBe(`${url}\n`);
  expect(stderr).toContain("export ALIBABA_CLOUD_ACCESS_KEY_ID=AK\n");
  expect(stderr).toContain("export ALIBABA_CLOUD_ACCESS_KEY_SECRET=... # the value of --secret-key\n");
  expect(stderr).not.toContain("SK\n");
  expect(stderr).toContain(`export ALIBABA_CLOUD_ENDPOINT_ECS=${url}\n`);
  expect(stderr).not.toContain("Warning");
});

test("accounts from the command line can call, disabled ones cannot", async ({ start }) => {
  const emulator = start(
    "--port",
    "0",
    "--account",
    "a:b",
    "--account",
    "c:d:e",
    "--inactive-account",
    "f:g",
  );
  const url = await emulator.url();
  const call = (accessKeyId: string, accessKeySecret: string, securityToken?: string) => {
    const account = {
      accessKeyId,
      accessKeySecret,
      ...(securityToken === undefined ? {} : { securityToken }),
    };
    return new Ecs(sdkConfig(url, account)).describeKeyPairs(new DescribeKeyPairsRequest({ regionId }));
  };

  await call("emulator", "emulator");
  await call("a", "b");
  await call("c", "d", "e");
  await expect(call("f", "g")).rejects.toMatchObject({ code: "InvalidAccessKeyId.Inactive" });
});

test("faults and limits from the command line apply to the first calls", async ({ start }) => {
  const fault = '{"kind":"error","action":"DescribeKeyPairs","code":"ServiceUnavailable","calls":1}';
  const emulator = start("--port", "0", "--fault", fault, "--queries-per-second", "DescribeKeyPairs=0");
  const client = new Ecs(sdkConfig(await emulator.url()));
  const call = () => client.describeKeyPairs(new DescribeKeyPairsRequest({ regionId }));

  await expect(call()).rejects.toMatchObject({ code: "ServiceUnavailable", statusCode: 503 });
  await expect(call()).rejects.toMatchObject({ code: "Throttling.User", statusCode: 400 });
});

test("--help lists every option", async ({ start }) => {
  const { code, stdout } = await start("--help").end();

  expect(code).toBe(0);
  const options = [
    "--port",
    "--host",
    "--access-key",
    "--secret-key",
    "--account",
    "--inactive-account",
    "--data",
    "--instances",
  ];
  options.push("--no-control", "--key-pool", "--latency-ms", "--queries-per-second", "--fault");
  options.push(
    "--new-key-pair-lag-ms",
    "--tag-lag-ms",
    "--instance-start-ms",
    "--instance-stop-ms",
    "--command-delivery-ms",
    "--delivery-timeout-ms",
    "--command-second-ms",
    "--heartbeat-timeout-ms",
    "--invocations-left",
    "--help",
  );
  for (const name of Object.keys(contradictions)) {
    options.push(`--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`);
  }
  for (const option of options) expect(stdout).toContain(`${option} `.trimEnd());
});

test("a host other than the loopback causes a warning", async ({ start, skip }) => {
  onPosix("signals", skip);
  const emulator = start("--port", "0", "--host", "0.0.0.0");
  await emulator.url();

  emulator.process.kill("SIGINT");
  const { code, stderr } = await emulator.end();

  expect(code).toBe(0);
  expect(stderr).toContain("Warning: 0.0.0.0 is not the loopback");
});

test.for([
  ["--port", "70000"],
  ["--port", "eighty"],
  ["--account", "keyonly"],
  ["--account", "a:b:c:d"],
  ["--taken-name", "maybe"],
  ["--fault", "{"],
  ["--fault", '{"kind":"flood"}'],
  ["--latency-ms", "-1"],
  ["--unheard-of", "x"],
])("%s %s is refused with one line on stderr", async ([option = "", value = ""], { start }) => {
  const { code, stdout, stderr } = await start(option, value).end();

  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(stderr).toContain(option);
});

test("a port in use is reported as such", async ({ start }) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;

  const { code, stderr } = await start("--port", String(port)).end();
  server.close();

  expect(code).toBe(1);
  expect(stderr).toBe(
    `emulator: Port ${port} of 127.0.0.1 is already in use. Choose another with --port, or use --port 0 for a free one.\n`,
  );
});
