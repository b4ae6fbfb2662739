/** A RAM denial as a user sees it: over real HTTP, with and without the details that the API may add. */
import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, test as base } from "vitest";
import { adviceOn } from "../../../provider/resource/advice";
import { Refusal } from "../../../provider/rpc/errors";
import { callRpc } from "../../../provider/rpc/call";

interface Fixtures {
  loopback: string;
  /** Sends a DeleteKeyPairs to a server that rejects it with this body, and returns the advice. */
  refused: (body: object) => Promise<unknown>;
}

const it = base.extend<Fixtures>({
  loopback: "127.0.0.1",
  refused: async ({ loopback }, use) => {
    let answer = "";
    const server = createServer((_request, response) => {
      response.writeHead(403, { "content-type": "application/json;charset=utf-8" }).end(answer);
    }).listen(0, loopback);
    await once(server, "listening");
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    await use((body) => {
      answer = JSON.stringify(body);
      return callRpc({
        action: "DeleteKeyPairs",
        version: "2014-05-26",
        endpoint: { protocol: "http", host: `${loopback}:${port}`, fromRegion: false },
        transport: { connectTimeoutMs: 5_000, proxy: undefined },
        accessKey: { accessKeyId: "key", accessKeySecret: "s3cret" },
        regionId: "cn-hangzhou",
        resources: ["keypair/dev"],
        parameters: {},
        timeoutMs: 5_000,
      }).catch((error: unknown) => (error instanceof Refusal ? adviceOn(error, []) : error));
    });
    server.closeAllConnections();
    server.close();
  },
});

const denied = { RequestId: "R-1", Code: "NoPermission", Message: "Denied." };
const detail = {
  AuthAction: "ecs:DeleteKeyPairs",
  AuthPrincipalType: "SubUser",
  AuthPrincipalDisplayName: "288774244375",
  AuthPrincipalOwnerId: "1968132000",
  NoPermissionType: "ImplicitDeny",
  PolicyType: "AccountLevelIdentityBasedPolicy",
  EncodedDiagnosticMessage: "AQEAAAAAencoded",
};

describe("a denial", () => {
  it("without details names the permission and the resource", async ({ refused }) => {
    const advice = await refused(denied);

    expect(String(advice)).toMatch(
      /No policy allows the RAM user or role in use to make this call\. Grant ecs:DeleteKeyPairs on acs:ecs:cn-hangzhou:\*:keypair\/dev\.$/,
    );
  });

  it("with details also names the user, the account and the kind of policy", async ({ refused }) => {
    const error = await refused({ ...denied, AccessDeniedDetail: detail });

    expect(String(error)).toContain(
      "No policy (AccountLevelIdentityBasedPolicy) allows 288774244375 to make this call. " +
        "Grant ecs:DeleteKeyPairs on acs:ecs:cn-hangzhou:1968132000:keypair/dev.",
    );
    expect(String(error)).not.toContain("encoded");
  });

  it("that is explicit says that no allow overrides it", async ({ refused }) => {
    const explicit = { ...detail, NoPermissionType: "ExplicitDeny", PolicyType: "ControlPolicy" };

    const error = await refused({ ...denied, AccessDeniedDetail: explicit });

    expect(String(error)).toMatch(
      /A policy \(ControlPolicy\) explicitly denies 288774244375 .*no allow overrides/,
    );
  });

  it("names the missing permission where it is not the action's own", async ({ refused }) => {
    const error = await refused({ ...denied, AccessDeniedDetail: { AuthAction: "ecs:TagResources" } });

    expect(String(error)).toContain("Grant ecs:TagResources on");
  });

  it.for([
    ["are not an object", "details"],
    [
      "hold more than words",
      { AuthAction: "POST&%2F AccessKeyId=k", AuthPrincipalDisplayName: "a\nb", PolicyType: 1 },
    ],
  ] as const)("ignores details that %s", async ([, details], { refused }) => {
    const error = await refused({ ...denied, AccessDeniedDetail: details });

    expect(String(error)).toContain(
      "No policy allows the RAM user or role in use to make this call. Grant ecs:DeleteKeyPairs on",
    );
    expect(String(error)).not.toMatch(/details|AccessKeyId|POST/);
  });
});

describe("what to grant", () => {
  it.each([
    [
      "CreateKeyPair",
      ["keypair/*"],
      "ecs:CreateKeyPair on acs:ecs:cn-hangzhou:*:keypair/*. With tags it may also need ecs:TagResources.",
    ],
    ["DescribeKeyPairs", ["keypair/*"], "ecs:DescribeKeyPairs on acs:ecs:cn-hangzhou:*:keypair/*."],
    ["TagResources", ["keypair/dev"], "ecs:TagResources on acs:ecs:cn-hangzhou:*:keypair/dev."],
    ["DescribeInstances", ["instance/*"], "ecs:DescribeInstances on acs:ecs:cn-hangzhou:*:instance/*."],
    [
      "DetachKeyPair",
      ["keypair/dev", "instance/*"],
      "ecs:DetachKeyPair on acs:ecs:cn-hangzhou:*:keypair/dev and acs:ecs:cn-hangzhou:*:instance/*.",
    ],
  ])("for %s", (action, resources, grant) => {
    const answer = { code: "Forbidden.RAM", httpStatus: 403, requestId: "R-1", apiMessage: "No." };
    const refusal = new Refusal({ action, regionId: "cn-hangzhou", resources }, answer);

    expect(adviceOn(refusal, [])?.endsWith(grant)).toBe(true);
  });
});
