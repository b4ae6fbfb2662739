/** Nobody is ever locked out: whatever happens in a rotation, a key that some state holds opens each instance. */
import { afterAll, describe, expect, it } from "vitest";
import { contradictions } from "../../emulator/readings";
import { secretsIn } from "../secrets";
import { regionId } from "./authorizedKeys";
import { call, restart } from "./lockOut/commands";
import { printed } from "./lockOut/doors";
import { instanceIds, openGrounds, type Ground, type Grounds } from "./lockOut/ground";
import type { Moment } from "./lockOut/guard";

const grounds = openGrounds();

afterAll(async () => {
  await grounds.close();
  console.log(printed());
});

/** The requests of a rotation, in order. A process's first rotation also asks who it is. */
const requests = [
  { action: "CreateKeyPair", nth: 1 },
  { action: "DescribeInstances", nth: 1 },
  { action: "AttachKeyPair", nth: 1 },
  { action: "DescribeInstances", nth: 2 },
  { action: "DescribeCloudAssistantStatus", nth: 1 },
  { action: "RunCommand", nth: 1 },
  { action: "DescribeInvocationResults", nth: 1 },
  { action: "RunCommand", nth: 2 },
  { action: "DescribeInvocationResults", nth: 2 },
  { action: "DescribeKeyPairs", nth: 1 },
  { action: "DeleteKeyPairs", nth: 1 },
] as const;

const identity = { action: "GetCallerIdentity", nth: 1 } as const;

const kills: Moment[] = [identity, ...requests].flatMap((request) => [
  { when: "before", ...request },
  { when: "after", ...request },
]);

/** The rotation ends, now that nothing hinders it. */
async function finish({ program }: Ground): Promise<void> {
  expect(await program.up()).toBeUndefined();
}

describe.concurrent("a rotation", () => {
  it("makes these requests", () =>
    grounds.use(async (ground) => {
      ground.program.rotate();
      await finish(ground);

      const actions = ground.guard.actions().filter((action) => action !== identity.action);
      expect(actions).toEqual(requests.map(({ action }) => action));
    }));

  it("has no private key in any request, response, log line or plain state", () =>
    grounds.use(async (ground) => {
      const { program, guard, emulator, host } = ground;
      program.rotate();
      const privateKeys = program.held().map(({ privateKey }) => privateKey);
      guard.at({ when: "before", action: "DeleteKeyPairs", nth: 1 }, () => {
        privateKeys.push(...program.held().map(({ privateKey }) => privateKey));
        return Promise.resolve("goes on");
      });
      await finish(ground);

      const invocations = await call(emulator, "DescribeInvocations", { IncludeOutput: "true" });
      const text = [
        ...guard.traffic(),
        ...guard.traffic().map(decoded),
        invocations.text,
        host().output(),
        ...host().messages.map((message) => message.text),
        ...program.plainState(),
      ].join("\n");
      expect(new Set(privateKeys).size).toBe(2);
      expect(text).toContain("authorized_keys");
      expect(secretsIn(text, privateKeys)).toEqual([]);
      expect(text).not.toContain("PRIVATE KEY");
    }));
});

/** The commands that a text carries in Base64, and its URL's own encoding undone. */
function decoded(text: string): string {
  const plain = text.replace(/%[0-9A-F]{2}/g, (code) => decodeURIComponent(code));
  const runs = plain.match(/[A-Za-z0-9+/]{40,}/g) ?? [];
  return [plain, ...runs.map((run) => Buffer.from(run, "base64").toString("latin1"))].join("\n");
}

describe.concurrent("a process and an engine that are killed", () => {
  // State is what was recorded before: so it makes no difference whether the engine is lost with the process.
  it.for(kills)("$when $action $nth leave a rotation that the next up finishes", (moment) =>
    grounds.use(async (ground) => {
      const { program, guard, host, nextHost } = ground;
      if (moment.action === identity.action) {
        await nextHost();
      }
      guard.at(moment, async () => {
        await host().kill();
        return "is lost";
      });
      program.rotate();

      expect(await program.up()).toBeDefined();
      expect(guard.actions().at(-1)).toBe(moment.action);

      await nextHost();
      await finish(ground);
    }),
  );
});

/** Restarts all instances at a moment of a rotation. */
function restartAt({ guard, emulator }: Ground, moment: Moment): void {
  guard.at(moment, async () => {
    await restart(emulator, instanceIds);
    return "goes on";
  });
}

/** Runs rows on these grounds, each with a rotation before it: so the next start has a key to write. */
function withPendingKey(those: Grounds): Grounds["use"] {
  afterAll(() => those.close());
  return (work) =>
    those.use(async (ground) => {
      ground.program.rotate();
      await finish(ground);
      ground.guard.startCounting();
      await work({ ...ground, old: ground.program.held()[0] ?? ground.old });
    });
}

describe.concurrent.for(contradictions.keyAtStart.choices)("where a start has ECS's key %s", (keyAtStart) => {
  const use = withPendingKey(openGrounds({ readings: { keyAtStart } }));
  const moments: Moment[] = [
    { when: "before", action: "AttachKeyPair", nth: 1 },
    { when: "after", action: "AttachKeyPair", nth: 1 },
    { when: "before", action: "RunCommand", nth: 1 },
    { when: "before", action: "RunCommand", nth: 2 },
    { when: "before", action: "DescribeKeyPairs", nth: 1 },
  ];

  it("a restart before the rotation changes nothing", () =>
    use(async (ground) => {
      await restart(ground.emulator, instanceIds);
      await ground.guard.look("after the restart");
      ground.program.rotate();
      await finish(ground);
    }));

  it.for(moments)("a restart $when $action $nth is harmless", (moment) =>
    use(async (ground) => {
      restartAt(ground, moment);
      ground.program.rotate();
      await finish(ground);
    }),
  );

  it("a restart after the rotation changes nothing", () =>
    use(async (ground) => {
      ground.program.rotate();
      await finish(ground);
      await restart(ground.emulator, instanceIds);
    }));
});

describe.concurrent("an up of some resources", () => {
  it.for(["AuthorizedKey", "KeyPairAttachment"] as const)(
    "with --target %s alone changes nothing",
    (target) =>
      grounds.use(async (ground) => {
        const { program, guard } = ground;
        program.rotate();
        expect(await program.up({ targets: [target] })).toBeUndefined();
        expect(guard.actions()).toEqual([]);
        await finish(ground);
      }),
  );

  it("with --target KeyPair alone keeps the old pair, which is bound", () =>
    grounds.use(async (ground) => {
      const { program, old } = ground;
      program.rotate();
      expect(await program.up({ targets: ["KeyPair"] })).toContain("it is bound to i-1, i-2, i-3, i-4, i-5");
      expect(program.held()).toContainEqual(old);
      await finish(ground);
    }));

  it("with one --target after the other ends as one up does", () =>
    grounds.use(async (ground) => {
      const { program, emulator, guard } = ground;
      program.rotate();
      expect(await program.up({ targets: ["KeyPair"] })).toContain("it is bound to");
      expect(await program.up({ targets: ["KeyPairAttachment"] })).toBeUndefined();
      await restart(emulator, ["i-1", "i-2"]);
      await guard.look("after a restart");
      expect(await program.up({ targets: ["AuthorizedKey"] })).toBeUndefined();
      await finish(ground);
    }));

  it("with --target AuthorizedKey before the new pair is bound ends as one up does", () =>
    grounds.use(async (ground) => {
      const { program } = ground;
      program.rotate();
      expect(await program.up({ targets: ["KeyPair"] })).toContain("it is bound to");
      expect(await program.up({ targets: ["AuthorizedKey"] })).toBeUndefined();
      expect(await program.up({ targets: ["KeyPair"] })).toContain("it is bound to");
      await finish(ground);
    }));
});

describe.concurrent("an up that fails", () => {
  it.for([
    ["deletes nothing", false],
    ["deletes what is no longer in the program", true],
  ] as const)("keeps the old pair, where the engine then %s", ([, deletesAfterFailure]) =>
    grounds.use(async (ground) => {
      const { program, emulator, old } = ground;
      emulator.setInstance({ regionId, instanceId: "i-4", agent: "stopped" });
      program.rotate();
      for (let run = 1; run <= 2; run += 1) {
        const failure = await program.up({ deletesAfterFailure });
        expect(failure).toContain("i-4: ClientNotRunning");
        expect(failure?.includes("its key may be the only one that opens i-4")).toBe(deletesAfterFailure);
        expect(program.held()).toContainEqual(old);
      }
      emulator.setInstance({ regionId, instanceId: "i-4", agent: "running" });
      await finish(ground);
    }),
  );
});

describe.concurrent("a destroy of the key pair's stack alone", () => {
  it("is refused while instances are bound to the pair", () =>
    grounds.use(async ({ program, old }) => {
      const failure = await program.stackOf("KeyPair").destroy();
      expect(failure).toContain("it is bound to i-1, i-2, i-3, i-4, i-5");
      expect(program.held()).toEqual([old]);
    }));
});

describe.concurrent("a rotation that writes nothing and says nothing", () => {
  it("is reported, and so is the next: the old key is retired only once a newer one was read back", () =>
    grounds.use(async (ground) => {
      const { program, emulator, old } = ground;
      emulator.setInstance({ regionId, instanceId: "i-2", failCommands: { status: "Success" } });

      program.rotate();
      expect(await program.up()).toContain("i-2: NoReport");
      program.rotate();
      expect(await program.up()).toContain("i-2: NoReport");

      expect(program.held()).toHaveLength(3);
      expect(program.held()).toContainEqual(old);
      emulator.setInstance({ regionId, instanceId: "i-2", failCommands: null });
      await finish(ground);
    }));
});
