// The official SDK drives every action, with each signature algorithm, with and without a security token.
import Ecs, * as $Ecs from "@alicloud/ecs20140526";
import { generateKeyPairSync } from "node:crypto";
import * as sshpk from "sshpk";
import { describe, expect } from "vitest";
import type { AccountOptions } from "../../../emulator/cloud/accounts";
import type { Emulator } from "../../../emulator/emulator";
import { callerIdentity } from "./callerIdentity";
import { firstAccount, regionId, sdkConfig, temporaryAccount, test, type SignatureVersion } from "./fixtures";

const ways: readonly [name: string, account: AccountOptions, algorithm: SignatureVersion][] = [
  ["ACS3-HMAC-SHA256 and an access key", firstAccount, "ACS3-HMAC-SHA256"],
  ["ACS3-HMAC-SHA256 and a security token", temporaryAccount, "ACS3-HMAC-SHA256"],
  ["RPC v1 and an access key", firstAccount, "v2"],
  ["RPC v1 and a security token", temporaryAccount, "v2"],
];

const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const imported = sshpk.parseKey(publicKey.export({ type: "spki", format: "pem" }), "pem").toString("ssh");

for (const [name, account, algorithm] of ways) {
  describe(name, () => {
    const clientOf = (emulator: Emulator): Ecs => new Ecs(sdkConfig(emulator.url, account, algorithm));
    const create = (client: Ecs, keyPairName: string) =>
      client.createKeyPair(new $Ecs.CreateKeyPairRequest({ regionId, keyPairName }));

    test("CreateKeyPair", async ({ emulator }) => {
      const created = await create(clientOf(emulator), "dev");

      expect(created.body?.privateKeyBody).toContain("PRIVATE KEY");
      expect(emulator.keyPairs(account.accessKeyId)).toHaveLength(1);
    });

    test("ImportKeyPair", async ({ emulator }) => {
      const request = new $Ecs.ImportKeyPairRequest({
        regionId,
        keyPairName: "dev",
        publicKeyBody: imported,
      });

      const answer = await clientOf(emulator).importKeyPair(request);

      const fingerprint = sshpk
        .parseKey(imported, "ssh")
        .fingerprint("md5")
        .toString("hex")
        .replaceAll(":", "");
      expect(answer.body?.keyPairFingerPrint).toBe(fingerprint);
      expect(emulator.keyPairs()[0]?.publicKey).toBe(imported);
    });

    test("DescribeKeyPairs", async ({ emulator }) => {
      const client = clientOf(emulator);
      await create(client, "dev");

      const answer = await client.describeKeyPairs(new $Ecs.DescribeKeyPairsRequest({ regionId }));

      expect(answer.body?.keyPairs?.keyPair?.[0]?.keyPairName).toBe("dev");
    });

    test("DeleteKeyPairs", async ({ emulator }) => {
      const client = clientOf(emulator);
      await create(client, "dev");

      await client.deleteKeyPairs(new $Ecs.DeleteKeyPairsRequest({ regionId, keyPairNames: '["dev"]' }));

      expect(emulator.keyPairs()).toEqual([]);
    });

    test("AttachKeyPair, DescribeInstances and DetachKeyPair", async ({ emulator }) => {
      const client = clientOf(emulator);
      await create(client, "dev");
      const { instanceId } = emulator.addInstance({ regionId, accessKeyId: account.accessKeyId });
      const binding = { regionId, keyPairName: "dev", instanceIds: JSON.stringify([instanceId]) };
      const bound = async (): Promise<(string | undefined)[]> => {
        const request = new $Ecs.DescribeInstancesRequest({ regionId, keyPairName: "dev" });
        const answer = await client.describeInstances(request);
        return (answer.body?.instances?.instance ?? []).map((instance) => instance.instanceId);
      };

      const attached = await client.attachKeyPair(new $Ecs.AttachKeyPairRequest(binding));
      const afterAttach = await bound();
      const detached = await client.detachKeyPair(new $Ecs.DetachKeyPairRequest(binding));
      const afterDetach = await bound();

      const result = { instanceId, code: "200", message: "successful", success: "true" };
      expect(attached.body?.results?.result).toMatchObject([result]);
      expect(detached.body?.results?.result).toMatchObject([result]);
      expect([afterAttach, afterDetach]).toEqual([[instanceId], []]);
    });

    test("StopInstance, StartInstance and RebootInstance", async ({ emulator }) => {
      const client = clientOf(emulator);
      const { instanceId } = emulator.addInstance({ regionId, accessKeyId: account.accessKeyId });
      const status = (): unknown => emulator.instances()[0]?.status;

      await client.stopInstance(new $Ecs.StopInstanceRequest({ instanceId, forceStop: true }));
      const stopped = status();
      await client.startInstance(new $Ecs.StartInstanceRequest({ instanceId }));
      await client.rebootInstance(new $Ecs.RebootInstanceRequest({ instanceId, forceStop: false }));

      expect([stopped, status()]).toEqual(["Stopped", "Running"]);
    });

    test("StopInstances, StartInstances and RebootInstances", async ({ emulator }) => {
      const client = clientOf(emulator);
      const { accessKeyId } = account;
      const ids = [1, 2].map(() => emulator.addInstance({ regionId, accessKeyId }).instanceId);
      const several = { regionId, instanceId: ids, batchOptimization: "SuccessFirst" };

      const stopped = await client.stopInstances(new $Ecs.StopInstancesRequest(several));
      const started = await client.startInstances(new $Ecs.StartInstancesRequest(several));
      const reboot = new $Ecs.RebootInstancesRequest({ ...several, forceReboot: true });
      const rebooted = await client.rebootInstances(reboot);

      for (const { body } of [stopped, started, rebooted]) {
        const results = body?.instanceResponses?.instanceResponse ?? [];
        expect(results.map((result) => [result.instanceId, result.code])).toEqual(
          ids.map((id) => [id, "200"]),
        );
      }
      expect(emulator.instances().map(({ status }) => status)).toEqual(["Running", "Running"]);
    });

    test("DescribeInstanceStatus", async ({ emulator }) => {
      const { instanceId } = emulator.addInstance({ regionId, accessKeyId: account.accessKeyId });
      const request = new $Ecs.DescribeInstanceStatusRequest({ regionId, instanceId: [instanceId] });

      const { body } = await clientOf(emulator).describeInstanceStatus(request);

      expect(body?.instanceStatuses?.instanceStatus).toMatchObject([{ instanceId, status: "Running" }]);
    });

    test("TagResources, ListTagResources and UntagResources", async ({ emulator }) => {
      const client = clientOf(emulator);
      await create(client, "dev");
      const which = { regionId, resourceType: "keypair", resourceId: ["dev"] };
      const tag = [
        new $Ecs.TagResourcesRequestTag({ key: "team", value: "web" }),
        new $Ecs.TagResourcesRequestTag({ key: "stage", value: "" }),
      ];
      const list = async (): Promise<(string | undefined)[][]> => {
        const answer = await client.listTagResources(new $Ecs.ListTagResourcesRequest(which));
        const entries = answer.body?.tagResources?.tagResource ?? [];
        return entries.map((entry) => [entry.resourceId, entry.resourceType, entry.tagKey, entry.tagValue]);
      };

      await client.tagResources(new $Ecs.TagResourcesRequest({ ...which, tag }));
      const tagged = await list();
      await client.untagResources(new $Ecs.UntagResourcesRequest({ ...which, tagKey: ["team"] }));
      const untagged = await list();

      expect(tagged).toEqual([
        ["dev", "keypair", "stage", ""],
        ["dev", "keypair", "team", "web"],
      ]);
      expect(untagged).toEqual([["dev", "keypair", "stage", ""]]);
    });

    test("JoinResourceGroup", async ({ emulator }) => {
      const client = clientOf(emulator);
      await create(client, "dev");

      await client.joinResourceGroup(
        new $Ecs.JoinResourceGroupRequest({
          regionId,
          resourceType: "keypair",
          resourceId: "dev",
          resourceGroupId: "rg-other",
        }),
      );

      expect(emulator.keyPairs()[0]?.resourceGroupId).toBe("rg-other");
    });

    test("DescribeRegions", async ({ emulator }) => {
      const answer = await clientOf(emulator).describeRegions(new $Ecs.DescribeRegionsRequest({}));

      const region = answer.body?.regions?.region?.find((one) => one.regionId === regionId);
      expect(region?.regionEndpoint).toBe(new URL(emulator.url).host);
    });

    test("GetCallerIdentity", async ({ emulator }) => {
      const answer = await callerIdentity(emulator.url, account, algorithm);

      expect(answer).toMatchObject({ body: { AccountId: emulator.accountId(account.accessKeyId) } });
    });
  });
}
