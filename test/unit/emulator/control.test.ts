// The control API and the page: what they show and do, and which requests they refuse.
import { request as httpRequest } from "node:http";
import { DescribeKeyPairsRequest, CreateKeyPairRequest } from "@alicloud/ecs20140526";
import { describe, expect } from "vitest";
import { openAccess } from "../../../emulator/control/access";
import { startEmulator } from "../../../emulator/emulator";
import { regionId, test } from "./fixtures";

async function json(url: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, init);
  const body: unknown = await response.json();
  return { status: response.status, body };
}

const post = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

test("key pairs can be created, listed and removed behind the clients' back", async ({
  emulator,
  client,
}) => {
  const url = `${emulator.url}/_emulator/key-pairs`;

  const made = await json(
    url,
    post({ regionId, keyPairName: "dev", tags: { team: "web" }, accessKeyId: "other" }),
  );
  const listed = await json(`${url}?accessKeyId=other`);
  const ours = await json(`${url}?accessKeyId=emulator`);
  const described = await client.describeKeyPairs(new DescribeKeyPairsRequest({ regionId }));
  const removed = await json(`${url}?regionId=${regionId}&keyPairName=dev&accessKeyId=other`, {
    method: "DELETE",
  });
  const removedAgain = await json(`${url}?regionId=${regionId}&keyPairName=dev`, { method: "DELETE" });

  expect(made).toMatchObject({ status: 200, body: { keyPairName: "dev", tags: { team: "web" } } });
  expect(listed.body).toEqual({ keyPairs: [made.body] });
  expect(ours.body).toEqual({ keyPairs: [] });
  expect(described.body?.totalCount).toBe(0);
  expect([removed.body, removedAgain.body]).toEqual([{ removed: true }, { removed: false }]);
});

test("instances can be created, listed and removed", async ({ emulator }) => {
  const url = `${emulator.url}/_emulator/instances`;

  const made = await json(url, post({ regionId, instanceId: "i-1", status: "Stopped", ioOptimized: false }));
  const listed = await json(url);
  const removed = await json(`${url}?regionId=${regionId}&instanceId=i-1`, { method: "DELETE" });

  expect(made.body).toMatchObject({ status: "Stopped", ioOptimized: false, authorizedKeys: [] });
  expect(listed.body).toEqual({ instances: [made.body] });
  expect(removed.body).toEqual({ removed: true });
  expect(emulator.instances()).toEqual([]);
});

test("an instance can have started long ago", async ({ emulator }) => {
  const startTime = "2017-12-10T04:04Z";

  const made = await json(`${emulator.url}/_emulator/instances`, post({ regionId, startTime }));

  const time = "2017-12-10T04:04:00.000Z";
  expect(made.body).toMatchObject({ status: "Running", startTime: time, creationTime: time });
});

test("calls are listed with their parameters and outcomes, without credentials", async ({
  emulator,
  client,
}) => {
  const create = () => client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));
  await create();
  await expect(create()).rejects.toThrow();

  const { body } = await json(`${emulator.url}/_emulator/calls?last=1`);

  expect(body).toMatchObject({
    calls: [
      {
        action: "CreateKeyPair",
        accessKeyId: "emulator",
        parameters: { RegionId: regionId, KeyPairName: "dev" },
        outcome: "KeyPair.AlreadyExist",
      },
    ],
    counts: { CreateKeyPair: { OK: 1, "KeyPair.AlreadyExist": 1 } },
  });
});

test("calls can be forgotten", async ({ emulator, client }) => {
  await client.describeKeyPairs(new DescribeKeyPairsRequest({ regionId }));

  await json(`${emulator.url}/_emulator/calls`, { method: "DELETE" });
  const { body } = await json(`${emulator.url}/_emulator/calls`);

  expect(body).toEqual({ calls: [], counts: {} });
});

test("faults and conditions can be set, listed and cleared", async ({ emulator, client }) => {
  const url = `${emulator.url}/_emulator/faults`;
  const fault = { kind: "error", action: "DescribeKeyPairs", code: "Throttling.User", calls: 1 };

  const changed = { latencyMs: 1, tagLagMs: 2, instanceStartMs: 3, instanceStopMs: 4 };
  await json(url, post(fault));
  const set = await json(url, { method: "PUT", body: JSON.stringify(changed) });
  const call = client.describeKeyPairs(new DescribeKeyPairsRequest({ regionId }));
  await expect(call).rejects.toMatchObject({ code: "Throttling.User" });
  const ended = await json(url, { method: "DELETE" });

  expect(set.body).toMatchObject({ faults: [fault], conditions: changed });
  expect(ended.body).toMatchObject({
    faults: [],
    conditions: { latencyMs: 0, tagLagMs: 0, instanceStartMs: 0, instanceStopMs: 0 },
  });
});

test("a reset keeps only accounts and options", async ({ emulator, client }) => {
  await client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));
  emulator.addInstance({ regionId });
  emulator.faults.add({ kind: "neverAnswer" });

  await json(`${emulator.url}/_emulator/reset`, { method: "POST" });

  expect([emulator.keyPairs(), emulator.instances(), emulator.calls(), emulator.faults.list()]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  await client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));
});

test.for([
  ["POST", "key-pairs", {}, "regionId is missing."],
  ["POST", "key-pairs", { regionId, keyPairName: "dev", tag: {} }, "Unknown fields: tag."],
  ["POST", "key-pairs", { regionId: "xx-1", keyPairName: "dev" }, "InvalidRegionId.NotFound"],
  ["POST", "key-pairs", { regionId, keyPairName: "dev", publicKey: "x" }, "InvalidPublicKeyBody.Malformed"],
  ["POST", "key-pairs", { regionId, keyPairName: "dev", accessKeyId: "x" }, "InvalidAccessKeyId.NotFound"],
  [
    "POST",
    "key-pairs",
    { regionId, keyPairName: "dev", tags: { a: 1 } },
    "tags must be an object of strings.",
  ],
  ["POST", "key-pairs", { regionId, keyPairName: "1" }, "InvalidKeyPairName.Malformed"],
  ["POST", "key-pairs", { regionId, keyPairName: "dev", tags: { "acs:a": "" } }, "InvalidTagKey.Malformed"],
  ["POST", "key-pairs", { regionId, keyPairName: "dev", tags: { a: "acs:" } }, "InvalidTagValue.Malformed"],
  [
    "POST",
    "key-pairs",
    { regionId, keyPairName: "dev", resourceGroupId: "x" },
    "InvalidResourceGroup.NotFound",
  ],
  ["POST", "instances", { regionId, keyPairName: "1" }, "InvalidKeyPairName.Malformed"],
  ["POST", "instances", { regionId, authorizedKeys: ["x"] }, "InvalidPublicKeyBody.Malformed"],
  ["POST", "instances", { regionId, authorizedKeys: "x" }, "authorizedKeys must be an array of strings."],
  ["POST", "instances", { regionId, status: "Lost" }, "status must be one of Pending, Running,"],
  ["POST", "instances", { regionId, osType: "plan9" }, "osType must be one of linux, windows."],
  ...["2017-12-10", "2017-02-30T04:04Z", "2017-12-10T24:00Z", "2017-12-10T04:04:61Z", "yesterday", 1].map(
    (startTime) =>
      ["POST", "instances", { regionId, startTime }, "startTime must be a time such as 2017-"] as const,
  ),
  ["POST", "faults", { kind: "error" }, "code is missing."],
  ["POST", "faults", { kind: "cutBody", calls: 0 }, "calls must be at least 1."],
  ["POST", "faults", { kind: "flood" }, "kind must be"],
  ["POST", "faults", { kind: "html", httpStatus: 99 }, "httpStatus must be"],
  ["PUT", "faults", { latencyMs: -1 }, "latencyMs must be a non-negative whole number"],
  ["PUT", "faults", [], "The value must be a JSON object."],
  ["DELETE", "key-pairs", {}, "regionId or keyPairName is missing."],
] as const)("%s %s refuses %o", async ([method, path, content, message], { emulator }) => {
  const answer = await json(`${emulator.url}/_emulator/${path}`, { method, body: JSON.stringify(content) });

  expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining(message) as unknown } });
});

test("an unknown path and a wrong method have different errors", async ({ emulator }) => {
  const unknown = await json(`${emulator.url}/_emulator/nothing`);
  const wrong = await json(`${emulator.url}/_emulator/reset`);

  expect(unknown.status).toBe(404);
  expect(wrong).toEqual({ status: 405, body: { error: "Allowed methods: POST." } });
});

test("the page is HTML that may load nothing from elsewhere", async ({ emulator }) => {
  const response = await fetch(emulator.url);

  const html = await response.text();
  expect(response.headers.get("content-type")).toBe("text/html;charset=utf-8");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(html).toContain("ECS key-pair emulator");
  expect(html).not.toMatch(/src=|href="(?!data:,")/u);
});

describe("access", () => {
  /** Sends headers that fetch does not allow. */
  async function statusOf(url: string, path: string, headers: Record<string, string>): Promise<number> {
    const { port } = new URL(url);
    const client = httpRequest({ host: "127.0.0.1", port, path, headers });
    const answered = new Promise<number>((resolve, reject) => {
      client.on("error", reject).on("response", (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
    });
    client.end();
    return await answered;
  }

  test.for([
    [{ host: "127.0.0.1" }, 200],
    [{ host: "127.0.0.1:1" }, 200],
    [{ host: "localhost:8410" }, 200],
    [{ host: "LOCALHOST" }, 200],
    [{ host: "[::1]:8410" }, 200],
    [{ host: "localhost", origin: "http://localhost:3000" }, 200],
    [{ host: "localhost", origin: "https://127.0.0.1" }, 200],
    [{ host: "evil.example" }, 403],
    [{ host: "localhost.evil.example" }, 403],
    [{ host: "evil.example@localhost:1x" }, 403],
    [{ host: "192.168.1.2" }, 403],
    [{ host: "localhost", origin: "https://evil.example" }, 403],
    [{ host: "localhost", origin: "null" }, 403],
  ] as const)("with %o the control API and the page return %i", async ([headers, status], { emulator }) => {
    const statuses = await Promise.all(
      ["/", "/_emulator/key-pairs"].map((path) => statusOf(emulator.url, path, { ...headers })),
    );

    expect(statuses).toEqual([status, status]);
  });

  test.for([
    ["192.0.2.1", "192.0.2.1:8410"],
    ["::2", "[::2]:8410"],
    ["Emulator.Example", "emulator.example"],
  ])("an emulator that listens on %s serves Host %s", ([address = "", host = ""]) => {
    const checkAccess = openAccess(address);

    expect(() => {
      checkAccess({ host });
    }).not.toThrow();
    expect(() => {
      checkAccess({ host: `x${host}` });
    }).toThrow("The Host header does not name this machine.");
  });

  test("API calls are not refused for their Host", async ({ emulator }) => {
    const status = await statusOf(emulator.url, "/?Action=DescribeKeyPairs", { host: "ecs.example" });

    expect(status).toBe(400);
  });

  test("without control, neither the control API nor the page is served", async () => {
    const emulator = await startEmulator({ control: false });

    const statuses = await Promise.all(
      ["/", "/_emulator/key-pairs"].map((path) => statusOf(emulator.url, path, { host: "localhost" })),
    );
    await emulator.close();

    expect(statuses).toEqual([400, 404]);
  });
});
