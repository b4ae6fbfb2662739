/** Where the private key can be seen on the real engine, and where it can't. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { account } from "../lifecycle/outcomes";
import { secretsIn } from "../secrets";
import { descendantsArguments } from "./descendants";
import { it, secretOf } from "./fixtures";
import { filesText, succeed, type Stack } from "./stack";

const itWithToken = it.extend({ accounts: [account] });
const ownSecrets = [account.accessKeySecret, account.securityToken];
const regionId = "cn-hangzhou";
const instanceId = "i-00000000000000000001";

/** A pair by ECS, whose private key another resource takes, and a local one. */
function twoPairs(keyPairName: string, team: string): string {
  return `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("pulumi-alicloud-keypair");
const provider = { create: async (inputs) => ({ id: "note", outs: inputs }) };
class Note extends pulumi.dynamic.Resource {}
const dev = new alicloud.KeyPair("dev", { keyPairName: "${keyPairName}", tags: { team: "${team}" } });
const local = new alicloud.KeyPair("local", { keySource: "local", rsaBits: 2048, tags: { team: "${team}" } });
new Note(provider, "note", { text: dev.privateKey });
module.exports = { dev: dev.privateKey, local: local.privateKey };
`;
}

async function keysOf(stack: Stack): Promise<string[]> {
  return Object.values(await stack.outputs()).map(String);
}

describe("no private key, secret key or token", () => {
  itWithToken(
    "is printed or written to a file by any command, successful or failed",
    async ({ open, emulator, workspace }) => {
      const stack = await open({ program: twoPairs("dev", "a") });
      const forbidden = { kind: "error", code: "Forbidden.RAM", httpStatus: 403, calls: 1 } as const;
      const message = `SecurityToken=${account.securityToken}. StringToSign: GET&${account.securityToken}`;
      const secretly = ["config", "set", "--secret"];
      await succeed(stack.run(["config", "set", "alicloud:accessKey", account.accessKeyId]));
      await succeed(stack.run([...secretly, "alicloud:secretKey", account.accessKeySecret]));
      await succeed(stack.run([...secretly, "alicloud:securityToken", account.securityToken]));

      // With a preview and every detail.
      await succeed(stack.run(["up", "--yes", "--diff"]));
      const first = await keysOf(stack);

      // An update that is refused, in words that hold the token.
      await stack.write(twoPairs("dev", "b"));
      await succeed(stack.run(["preview", "--json"]));
      emulator.faults.add({ ...forbidden, action: "TagResources", message });
      const refusedUpdate = await stack.up();
      await succeed(stack.run(["refresh", "--yes", "--diff", "--skip-preview"]));
      await succeed(stack.run(["refresh", "--preview-only"]));
      await succeed(stack.run(["stack"]));
      await succeed(stack.run(["stack", "history", "--json"]));

      // A replacement that is refused, then one whose first response is lost, beside an update that succeeds.
      await stack.write(twoPairs("dev-2", "c"));
      emulator.faults.add({ ...forbidden, action: "CreateKeyPair", message });
      const refusedCreate = await stack.up();
      emulator.faults.add({ kind: "cutBody", action: "CreateKeyPair", calls: 1 });
      await succeed(stack.run(["up", "--yes", "--diff", "--skip-preview"]));
      const second = await keysOf(stack);
      const retagged = emulator.keyPairs().map(({ tags }) => tags["team"]);

      // A delete that is refused, and the end.
      emulator.addInstance({ regionId, instanceId, keyPairName: "dev-2" });
      const refusedDelete = await stack.destroy();
      await succeed(stack.run(["stack", "export"]));
      const files = await filesText(join(workspace.folder, "backend"));
      emulator.addInstance({ regionId, instanceId });
      await succeed(stack.destroy());

      const failures = [refusedUpdate, refusedCreate, refusedDelete];
      expect(failures.map(({ exitCode }) => exitCode)).not.toContain(0);
      expect(failures.map(({ text }) => /Forbidden|not deleted/.exec(text)?.[0])).toEqual([
        "Forbidden",
        "Forbidden",
        "not deleted",
      ]);
      expect(new Set([...first, ...second]).size).toBe(3);
      expect(retagged).toEqual(["c", "c"]);
      const written = [await filesText(workspace.folder), await filesText(stack.folder)];
      for (const text of [stack.printed(), files, ...written]) {
        expect(secretsIn(text, [...ownSecrets, ...first, ...second])).toEqual([]);
        expect(text).not.toMatch(/string.?to.?sign/i);
      }
      expect(files).toContain("ciphertext");
      expect(emulator.keyPairs()).toEqual([]);
    },
  );

  it.runIf(existsSync("/proc/self/cmdline"))(
    "is among the arguments of a process while another pair is made",
    async ({ open, emulator }) => {
      const stack = await open({
        program: `
const alicloud = require("pulumi-alicloud-keypair");
const dev = new alicloud.KeyPair("dev");
new alicloud.KeyPair("later", {}, { dependsOn: dev });
module.exports = { privateKey: dev.privateKey };
`,
      });
      emulator.faults.add({ kind: "delay", action: "CreateKeyPair", calls: 1 });
      emulator.faults.add({ kind: "delay", effectDelayMs: 4_000, action: "CreateKeyPair", calls: 1 });
      const creates = () => emulator.calls().filter(({ action }) => action === "CreateKeyPair");

      const up = stack.up();
      await expect.poll(() => creates().length, { timeout: 60_000, interval: 50 }).toBe(2);
      const processes = await descendantsArguments(process.pid);
      const outcomes = creates().map(({ outcome }) => outcome);
      await succeed(up);

      expect(outcomes).toEqual(["OK", "PENDING"]);
      expect(processes).toMatch(/pulumi[\s\S]*dynamic-provider/);
      expect(secretsIn(processes, [secretOf("emulator"), ...(await keysOf(stack))])).toEqual([]);
    },
  );
});
