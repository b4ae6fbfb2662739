// The emulator's secrets: a private key is only in the response that creates it, and nowhere else.
import { readFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import * as sshpk from "sshpk";
import { expect } from "vitest";
import { secretsIn } from "../../secrets";
import { onPosix } from "../posix";
import { test } from "./emulatorProcess";
import { regionId } from "./fixtures";
import { rpcCall, type RpcOptions } from "./rpcCall";

const first = { accessKeyId: "first", accessKeySecret: "s3cretOfTheFirstAccount" };
const temporary = {
  accessKeyId: "STS.temporary",
  accessKeySecret: "s3cretOfTheTemporaryAccount",
  securityToken: "CAISt0ken/OfTheTemporary+Account==",
};
const credentials = [first.accessKeySecret, temporary.accessKeySecret, temporary.securityToken];
const { publicKey, privateKey: sentByMistake } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const openSsh = sshpk.parseKey(publicKey, "pem").toString("ssh");

/** Every action, in an order in which each finds what it needs. */
const actions = [
  ["CreateKeyPair", { KeyPairName: "made" }],
  ["ImportKeyPair", { KeyPairName: "imported", PublicKeyBody: openSsh }],
  ["ImportKeyPair", { KeyPairName: "mistaken", PublicKeyBody: sentByMistake }],
  ["TagResources", { ResourceType: "keypair", "ResourceId.1": "made", "Tag.1.Key": "a", "Tag.1.Value": "b" }],
  ["ListTagResources", { ResourceType: "keypair", "ResourceId.1": "made" }],
  ["UntagResources", { ResourceType: "keypair", "ResourceId.1": "made", "TagKey.1": "a" }],
  [
    "JoinResourceGroup",
    { ResourceType: "keypair", ResourceId: "made", ResourceGroupId: "rg-aaaaaaaaaaaaaaa" },
  ],
  ["AttachKeyPair", { KeyPairName: "made", InstanceIds: '["i-1"]' }],
  ["RebootInstance", { InstanceId: "i-1" }],
  ["StopInstances", { "InstanceId.1": "i-1" }],
  ["StartInstances", { "InstanceId.1": "i-1", BatchOptimization: "SuccessFirst" }],
  ["DetachKeyPair", { KeyPairName: "made", InstanceIds: '["i-1"]' }],
  ["RunCommand", { Type: "RunShellScript", CommandContent: "true", "InstanceId.1": "i-1" }],
  ["DescribeInvocations", {}],
  ["DescribeInvocationResults", {}],
  ["DescribeCloudAssistantStatus", {}],
  ["DescribeKeyPairs", {}],
  ["DescribeInstances", {}],
  ["DescribeRegions", {}],
  ["DeleteKeyPairs", { KeyPairNames: '["imported"]' }],
] as const;

const faults = [
  { kind: "error", code: "InternalError", calls: 1 },
  { kind: "html", effect: true, calls: 1 },
  { kind: "cutBody", calls: 1 },
  { kind: "dropConnection", effect: true, calls: 1 },
  { kind: "delay", answerDelayMs: 1, calls: 1 },
];

const ways: readonly RpcOptions[] = [first, temporary].flatMap((account) =>
  ["JSON", "XML"].flatMap((Format) =>
    [false, true].map((asForm) => ({
      ...{ account, asForm, common: { Format } },
      ...(asForm && { method: "POST" }),
    })),
  ),
);

/** Calls an action and returns its response, or why there is none. */
async function answerTo(...call: Parameters<typeof rpcCall>): Promise<string> {
  try {
    return (await rpcCall(...call)).text;
  } catch (error) {
    return String(error);
  }
}

/** Everything that a client may do, and every response to it. */
async function driveAll(url: string): Promise<string[]> {
  const answers: string[] = [];
  for (const options of ways) {
    for (const [action, parameters] of actions) {
      answers.push(await answerTo(url, action, { RegionId: regionId, ...parameters }, options));
    }
    answers.push(await answerTo(url, "GetCallerIdentity", {}, { ...options, version: "2015-04-01" }));
    answers.push(
      await answerTo(url, "CreateKeyPair", { RegionId: regionId }, { ...options, signature: "wrong" }),
    );
    await rpcCall(url, "DeleteKeyPairs", { RegionId: regionId, KeyPairNames: '["made"]' }, options);
  }
  // Spelt as no client spells it: the token is still a token.
  const misspelt = { securitytoken: temporary.securityToken, RegionId: regionId };
  answers.push(await answerTo(url, "CreateKeyPair", misspelt, { account: first }));
  for (const fault of faults) {
    await fetch(`${url}/_emulator/faults`, { method: "POST", body: JSON.stringify(fault) });
    answers.push(
      await answerTo(
        url,
        "CreateKeyPair",
        { RegionId: regionId, KeyPairName: fault.kind },
        { account: first },
      ),
    );
  }
  return answers;
}

test("no private key, secret key or token is in its outputs, its data file, its control API or its page", async ({
  start,
  folder,
  skip,
}) => {
  onPosix("signals", skip);
  const data = join(folder, "state");
  const emulator = start(
    ...["--port", "0", "--data", data, "--key-pool", "1"],
    ...["--access-key", first.accessKeyId, "--secret-key", first.accessKeySecret],
    ...["--account", Object.values(temporary).join(":")],
  );
  const url = await emulator.url();
  for (const { accessKeyId } of [first, temporary]) {
    const instance = JSON.stringify({ regionId, instanceId: "i-1", accessKeyId });
    await fetch(`${url}/_emulator/instances`, { method: "POST", body: instance });
  }

  const answers = await driveAll(url);

  const told = ["/_emulator/key-pairs", "/_emulator/instances", "/_emulator/calls", "/_emulator/faults", "/"];
  const texts = await Promise.all(told.map(async (path) => (await fetch(`${url}${path}`)).text()));
  const kept = readFileSync(data, "utf8");
  emulator.process.kill("SIGTERM");
  const { stdout, stderr } = await emulator.end();

  const privateKey = answers
    .map((answer) => /-----BEGIN[\s\S]*?-----END[^\\"<]*/.exec(answer)?.[0])
    .find(Boolean);
  const secrets = [...credentials, sentByMistake, String(privateKey).replaceAll("\\n", "\n")];
  expect(secretsIn(answers.join("\n"), secrets.slice(-1)).length).toBeGreaterThan(50);
  expect(texts[2]).toContain('"mistaken"');
  for (const text of [...texts, kept, readFileSync(data, "utf8"), stdout, stderr]) {
    expect(secretsIn(text, secrets)).toEqual([]);
  }
  expect([...texts, kept, stdout, stderr].join("\n")).not.toContain("PRIVATE KEY");
});
