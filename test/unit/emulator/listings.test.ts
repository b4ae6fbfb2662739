// What DescribeKeyPairs, ListTagResources and DescribeInstances find, and in which pages.
import { expect } from "vitest";
import type { Emulator } from "../../../emulator/emulator";
import { regionId, test } from "./fixtures";
import { rpcCall } from "./rpcCall";

async function namesOf(emulator: Emulator, filter: Record<string, string>): Promise<string[]> {
  const { fields } = await rpcCall(emulator.url, "DescribeKeyPairs", {
    RegionId: regionId,
    PageSize: "50",
    ...filter,
  });
  return [...JSON.stringify(fields).matchAll(/"KeyPairName":"([^"]*)"/gu)].map((match) => match[1] ?? "");
}

test.for([
  ["dev", ["dev"]],
  ["dev*", ["dev", "dev-1", "dev.dev"]],
  ["*dev", ["dev", "my-dev", "dev.dev"]],
  ["*dev*", ["dev", "dev-1", "my-dev", "dev.dev"]],
  ["dev*dev", ["dev.dev"]],
  ["d*v*1", ["dev-1"]],
  ["*", ["dev", "dev-1", "my-dev", "dev.dev", "prod"]],
  ["dev.", []],
  ["DEV", []],
  ["dev**dev-", []],
] as const)("the name %s finds %o", async ([name, found], { emulator }) => {
  for (const keyPairName of ["dev", "dev-1", "my-dev", "dev.dev", "prod"]) {
    await emulator.putKeyPair({ regionId, keyPairName });
  }

  const names = await namesOf(emulator, { KeyPairName: name });

  expect(names).toEqual(found);
});

test.for([
  [{ "Tag.1.Key": "team" }, ["one", "two"]],
  [{ "Tag.1.Key": "team", "Tag.1.Value": "web" }, ["one"]],
  [{ "Tag.1.Key": "team", "Tag.2.Key": "stage" }, ["two"]],
  [{ "Tag.1.Key": "stage", "Tag.1.Value": "" }, ["two"]],
  [{ "Tag.1.Key": "web" }, []],
  [{ ResourceGroupId: "rg-abc" }, ["two"]],
  [{ ResourceGroupId: "rg-none" }, []],
] as const)("%o finds %o", async ([filter, found], { emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "one", tags: { team: "web" } });
  await emulator.putKeyPair({
    regionId,
    keyPairName: "two",
    tags: { team: "ops", stage: "" },
    resourceGroupId: "rg-abc",
  });

  const names = await namesOf(emulator, filter);

  expect(names).toEqual(found);
});

test("a fingerprint finds its key pair, even with colons or in capitals", async ({ emulator }) => {
  const { fingerPrint } = await emulator.putKeyPair({ regionId, keyPairName: "one" });
  await emulator.putKeyPair({ regionId, keyPairName: "two" });

  const names = await namesOf(emulator, { KeyPairFingerPrint: fingerPrint });
  const withColons = fingerPrint.toUpperCase().replace(/..(?=.)/gu, "$&:");
  const namesAgain = await namesOf(emulator, { KeyPairFingerPrint: withColons });

  expect([names, namesAgain]).toEqual([["one"], ["one"]]);
});

test("tags are listed in pages until NextToken is empty", async ({ emulator }) => {
  const tags = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`tag-${n}`, `value-${n}`]));
  for (let number = 0; number < 7; number++) {
    await emulator.putKeyPair({ regionId, keyPairName: `pair-${number}`, tags });
  }

  const listed: string[] = [];
  let nextToken = "";
  let pages = 0;
  do {
    const parameters = { RegionId: regionId, ResourceType: "keypair", NextToken: nextToken };
    const { fields } = await rpcCall(emulator.url, "ListTagResources", parameters);
    const entries = JSON.stringify(fields).matchAll(/"ResourceId":"([^"]*)"[^}]*"TagKey":"([^"]*)"/gu);
    listed.push(...[...entries].map((match) => `${match[1] ?? ""}/${match[2] ?? ""}`));
    nextToken = String(fields["NextToken"]);
    pages++;
  } while (nextToken !== "" && pages < 10);

  expect(pages).toBe(3);
  expect(listed).toHaveLength(140);
  expect(new Set(listed).size).toBe(140);
});

test("instances are listed in pages of both kinds", async ({ emulator }) => {
  for (let number = 0; number < 14; number++) {
    emulator.addInstance({ regionId, instanceId: `i-${number}`, keyPairName: number < 12 ? "dev" : "prod" });
  }
  const list = async (parameters: Record<string, string>) => {
    const { fields } = await rpcCall(emulator.url, "DescribeInstances", {
      RegionId: regionId,
      ...parameters,
    });
    const ids = [...JSON.stringify(fields).matchAll(/"InstanceId":"([^"]*)"/gu)].map((match) => match[1]);
    return { ids, token: String(fields["NextToken"]), total: fields["TotalCount"] };
  };

  const second = await list({ PageSize: "2", PageNumber: "2" });
  const first = await list({ MaxResults: "11" });
  const rest = await list({ MaxResults: "11", NextToken: first.token });
  const bound = await list({ KeyPairName: "prod" });
  const named = await list({ InstanceIds: '["i-4","i-0","i-99"]' });

  expect(second).toMatchObject({ ids: ["i-2", "i-3"], total: 14 });
  expect(first.ids).toHaveLength(11);
  expect(rest).toMatchObject({ ids: ["i-11", "i-12", "i-13"], token: "" });
  expect(bound.ids).toEqual(["i-12", "i-13"]);
  expect(named.ids).toEqual(["i-0", "i-4"]);
});

test.for([
  ["5", 10],
  ["-1", 10],
  ["42", 42],
  ["101", 100],
] as const)("a page of at most %s instances holds %i", async ([MaxResults, size], { emulator }) => {
  for (let number = 0; number < 120; number++) emulator.addInstance({ regionId });

  const { fields } = await rpcCall(emulator.url, "DescribeInstances", { RegionId: regionId, MaxResults });

  expect(JSON.stringify(fields).match(/"InstanceId":/gu)).toHaveLength(size);
});

test("the states of instances are listed in pages", async ({ emulator }) => {
  for (const number of [0, 1, 2, 3]) emulator.addInstance({ regionId, instanceId: `i-${number}` });
  emulator.addInstance({ regionId, instanceId: "i-off", status: "Stopped" });
  const list = async (parameters: Record<string, string>) => {
    const all = { RegionId: regionId, ...parameters };
    return (await rpcCall(emulator.url, "DescribeInstanceStatus", all)).fields;
  };

  const second = await list({ PageSize: "2", PageNumber: "2" });
  const named = await list({ "InstanceId.1": "i-off", "InstanceId.2": "i-0", "InstanceId.3": "i-none" });

  const running = (InstanceId: string) => ({ InstanceId, Status: "Running" });
  expect(second).toMatchObject({
    PageNumber: 2,
    PageSize: 2,
    TotalCount: 5,
    InstanceStatuses: { InstanceStatus: [running("i-2"), running("i-3")] },
  });
  expect(named).toMatchObject({
    PageSize: 10,
    TotalCount: 2,
    InstanceStatuses: { InstanceStatus: [running("i-0"), { InstanceId: "i-off", Status: "Stopped" }] },
  });
});

test("instances can be filtered by state", async ({ emulator }) => {
  emulator.addInstance({ regionId, instanceId: "i-1" });
  emulator.addInstance({ regionId, instanceId: "i-2", status: "Stopped" });

  const filter = { RegionId: regionId, Status: "Stopped" };
  const { fields } = await rpcCall(emulator.url, "DescribeInstances", filter);

  expect(fields).toMatchObject({ TotalCount: 1, Instances: { Instance: [{ InstanceId: "i-2" }] } });
});

test("instances can be filtered by tags, and show them", async ({ emulator }) => {
  emulator.addInstance({ regionId, instanceId: "i-1", tags: { team: "infra" } });
  emulator.addInstance({ regionId, instanceId: "i-2", tags: { team: "web" } });
  emulator.addInstance({ regionId, instanceId: "i-3" });

  const filter = { RegionId: regionId, "Tag.1.Key": "team", "Tag.1.Value": "infra" };
  const { fields } = await rpcCall(emulator.url, "DescribeInstances", filter);

  const Tags = { Tag: [{ TagKey: "team", TagValue: "infra" }] };
  expect(fields).toMatchObject({ TotalCount: 1, Instances: { Instance: [{ InstanceId: "i-1", Tags }] } });
});

test("an instance has the fields that Terraform's data source reads", async ({ emulator }) => {
  const publicIpAddress = "203.0.113.7";
  emulator.addInstance({ regionId, instanceId: "i-1", instanceName: "web", publicIpAddress });
  emulator.addInstance({ regionId, instanceId: "i-2", keyPairName: "dev", status: "Stopping" });

  const { fields } = await rpcCall(emulator.url, "DescribeInstances", { RegionId: regionId });

  const text = expect.stringMatching(/./u) as unknown;
  const privateAddress = expect.stringMatching(/^10(?:\.\d{1,3}){3}$/u) as unknown;
  const common = {
    Description: "",
    RegionId: regionId,
    ZoneId: `${regionId}-a`,
    ImageId: text,
    InstanceType: text,
    InnerIpAddress: { IpAddress: [] },
    EipAddress: { IpAddress: "" },
    VpcAttributes: { VSwitchId: text, PrivateIpAddress: { IpAddress: [privateAddress] } },
  };
  const web = { InstanceName: "web", KeyPairName: "", Status: "Running" };
  const bound = { InstanceName: "i-2", KeyPairName: "dev", Status: "Stopping" };
  expect(fields["Instances"]).toMatchObject({
    Instance: [
      { ...common, ...web, PublicIpAddress: { IpAddress: [publicIpAddress] } },
      { ...common, ...bound, PublicIpAddress: { IpAddress: [] } },
    ],
  });
});
