/** What follows a create's failed request: every transition. */
import { describe, expect, it } from "vitest";
import type { DescribedKeyPair, EcsApi } from "../../../provider/ecs/api";
import { readInputs } from "../../../provider/keyPair/inputs";
import type { Maker } from "../../../provider/keyPair/maker";
import { afterFailure, type Course, type Creation, type Round } from "../../../provider/keyPair/transitions";
import { ownerTag, readOwner } from "../../../provider/resource/owner";
import { NoAnswer, Refusal } from "../../../provider/rpc/errors";
import { startOperation } from "../../../provider/rpc/operation";

const owner = readOwner("shop/prod/dev");
const orphanAttempt = "7c1b1f4e-0000-4000-8000-000000000001";

/** What the lookup shows, by name. */
const shown: Readonly<Record<string, DescribedKeyPair | undefined>> = {
  absent: undefined,
  ours: pairWith("sent-1"),
  orphan: pairWith(orphanAttempt),
  foreign: { keyPairName: "dev", tags: [{ key: "team", value: "infra" }] },
};

function pairWith(attempt: string): DescribedKeyPair {
  const tags = [
    { key: "pulumi-alicloud-keypair:owner", value: ownerTag(owner) },
    { key: "pulumi-alicloud-keypair:attempt", value: attempt },
  ];
  return { keyPairName: "dev", tags };
}

/** How the request failed, by name. */
const failures = {
  lost: new NoAnswer("CreateKeyPair", "ecs", "did not respond"),
  taken: refusal("KeyPair.AlreadyExist"),
  malformed: refusal("InvalidKeyPairName.Malformed"),
  refused: refusal("QuotaExceed.KeyPair"),
};

function refusal(code: string): Refusal {
  const response = { code, httpStatus: 400, requestId: "R-1", apiMessage: "No." };
  return new Refusal({ action: "CreateKeyPair" }, response);
}

interface Given {
  readonly program?: object;
  readonly course?: Partial<Course>;
  /** The state that the maker can still provide, as when the key is here. */
  readonly salvaged?: { keyPairName: string; regionId: string; fingerPrint: string };
}

/** Continues after a failure, and returns what followed and what was deleted. */
async function follow(
  failure: keyof typeof failures,
  lookup: keyof typeof shown,
  { program = { keyPairName: "dev" }, course, salvaged }: Given = {},
): Promise<{ round: Round; deleted: string[] }> {
  const deleted: string[] = [];
  const pair = shown[lookup];
  const ecs: Pick<EcsApi, "describeKeyPair" | "deleteKeyPair"> = {
    describeKeyPair: () => Promise.resolve(pair && { ...pair, isFresh: true }),
    deleteKeyPair: ({ keyPairName }) => {
      deleted.push(keyPairName);
      return Promise.resolve();
    },
  };
  const maker: Maker = {
    action: "CreateKeyPair",
    create: () => Promise.reject(new Error("not sent here")),
    salvage: () => salvaged,
    holdsOurKey: () => salvaged !== undefined,
  };
  const creation: Creation = {
    ecs: ecs as EcsApi,
    inputs: readInputs({ ...program }, owner),
    maker,
    operation: startOperation(60_000, { say: () => undefined, warn: () => undefined }),
    ...{ regionId: "cn-hangzhou", replaces: false, accountId: undefined, since: new Date() },
    isAwaited: () => true,
  };
  const before: Course = { keyPairName: "dev", sent: new Set(["sent-1"]), lost: 0, saidReserved: false };
  return { round: await afterFailure(creation, { ...before, ...course }, failures[failure]), deleted };
}

const state = { keyPairName: "dev", regionId: "cn-hangzhou", fingerPrint: "" };

describe("after a failed request", () => {
  it.each<[keyof typeof failures, string, Round["kind"]]>([
    ["lost", "absent", "retry"],
    ["lost", "orphan", "failed"],
    ["lost", "foreign", "failed"],
    ["taken", "absent", "retry"],
    ["taken", "orphan", "failed"],
    ["taken", "foreign", "failed"],
    ["malformed", "absent", "failed"],
    ["malformed", "orphan", "failed"],
    ["malformed", "foreign", "failed"],
    ["refused", "absent", "failed"],
  ])("%s, where the lookup shows %s: %s", async (failure, lookup, kind) => {
    const { round, deleted } = await follow(failure, lookup);

    expect({ kind: round.kind, deleted }).toEqual({ kind, deleted: [] });
  });

  it.each(["lost", "taken", "malformed"] as const)(
    "%s, our pair whose key is lost is deleted before a retry",
    async (failure) => {
      const { round, deleted } = await follow(failure, "ours");

      expect({ kind: round.kind, deleted }).toEqual({ kind: "retry", deleted: ["dev"] });
    },
  );

  it.each(["lost", "taken", "malformed"] as const)(
    "%s, our pair whose key is here is kept",
    async (failure) => {
      const { round, deleted } = await follow(failure, "ours", { salvaged: state });

      expect({ round, deleted }).toEqual({ round: { kind: "done", state }, deleted: [] });
    },
  );

  it("an orphan is deleted only where recoverOrphan names its attempt", async () => {
    const program = { keyPairName: "dev", recoverOrphan: orphanAttempt };

    const { round, deleted } = await follow("taken", "orphan", { program });

    expect({ kind: round.kind, deleted }).toEqual({ kind: "retry", deleted: ["dev"] });
  });

  it("a pair without our tags is kept where it holds the key that was sent and may be ours", async () => {
    const program = { keyPairName: "dev", ownerTags: false };

    const kept = await follow("lost", "foreign", { program, salvaged: state });
    const left = await follow("taken", "foreign", { program, salvaged: state });

    expect([kept.round.kind, left.round.kind]).toEqual(["done", "failed"]);
  });

  it("a lost pair may still become visible: its name counts as reserved only some rounds later", async () => {
    const soon = await follow("malformed", "absent", { course: { lost: 5 } });
    const later = await follow("malformed", "absent", { course: { lost: 6 } });

    expect([soon.round.kind, later.round.kind]).toEqual(["retry", "failed"]);
  });

  it("a generated name that is reserved is replaced with another", async () => {
    const { round } = await follow("taken", "absent", { program: {} });

    expect(round).toMatchObject({
      kind: "retry",
      course: { keyPairName: expect.stringMatching(/^dev-/) as string },
    });
  });
});
