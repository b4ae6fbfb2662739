/** RAM denials on the real host process: each names the permission that is missing, and on what. */
import { describe, expect } from "vitest";
import { inputs, it } from "./fixtures";
import type { Host } from "./host";
import type { Values } from "./rpc";

const arn = (resource: string): string => `acs:ecs:cn-hangzhou:*:${resource}`;
const publicKey =
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFmPFPKgZeJy1Zx7O41R8xfqQs2J/I0TWooYSTxMlS3fsXythdBKuFhFeBEOMn/r5aNGd+XiURrmG9mQlRGYIqw=";

const dev = inputs({ keyPairName: "dev" });
const tagged = inputs({ keyPairName: "dev", tags: { team: "infra" } });

type Step = (host: Host, made: { id: string; outs: Values }) => Promise<unknown>;

const making: [action: string, args: Values][] = [
  ["CreateKeyPair", dev],
  ["ImportKeyPair", inputs({ keyPairName: "dev", publicKey })],
];

const later: [action: string, resource: string, step: Step][] = [
  ["DescribeKeyPairs", "keypair/*", (host, { id, outs }) => host.read(id, outs)],
  ["DeleteKeyPairs", "keypair/dev", (host, { id, outs }) => host.delete(id, outs)],
  [
    "TagResources",
    "keypair/dev",
    (host, { id, outs }) =>
      host.update(id, outs, inputs({ keyPairName: "dev", tags: { team: "infra", more: "1" } })),
  ],
  ["UntagResources", "keypair/dev", (host, { id, outs }) => host.update(id, outs, dev)],
  [
    "JoinResourceGroup",
    "keypair/dev",
    (host, { id, outs }) => host.update(id, outs, { ...tagged, resourceGroupId: "rg-other" }),
  ],
];

describe("a denied", () => {
  it.for(making)(
    "%s names permission and resource, and leaves nothing",
    async ([action, args], { host, emulator }) => {
      emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action });

      const created = host.create(args);

      await expect(created).rejects.toThrow(`Grant ecs:${action} on ${arn("keypair/*")}.`);
      expect(emulator.keyPairs()).toEqual([]);
    },
  );

  it.for(later)(
    "%s names permission and resource, and leaves the pair",
    async ([action, resource, step], { host, emulator }) => {
      const made = await host.create(tagged);
      const before = emulator.keyPairs();
      emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action });

      const done = step(host, made);

      await expect(done).rejects.toThrow(`Grant ecs:${action} on ${arn(resource)}.`);
      expect(emulator.keyPairs()).toEqual(before);
    },
  );
});
