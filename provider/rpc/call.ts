/** One signed call to an Alibaba Cloud RPC API over the vendor's SDK, every failure sorted into `errors.ts`. */
import OpenApi, { $OpenApiUtil, OpenApiUtil } from "@alicloud/openapi-core";
import { Config } from "@alicloud/openapi-client";
import { RuntimeOptions } from "@darabonba/typescript";
import { isBody, type Body } from "./body";
import { NoAnswer, readDenial, Refusal, Unreachable, type Called } from "./errors";
import { carried, ConnectionOverdue, startProgress, type Progress, type Transport } from "./transport";
import { within } from "./within";

/** Where an API is served. */
export interface Endpoint {
  /** `http` only for the loopback. */
  readonly protocol: "http" | "https";
  /** Host name, with a port where it is not the protocol's own. */
  readonly host: string;
  /** Whether the host name was made from the region's id rather than configured. */
  readonly fromRegion: boolean;
}

/** An access key. Secret; never put into a message. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** What a call needs besides its parameters. */
export interface RpcCall extends Called {
  readonly version: string;
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  /** Left out for the calls that take no signature. */
  readonly accessKey?: AccessKey;
  /** Parameters in the API's own casing; lists and objects are flattened to `Tag.1.Key` and so on. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Parameters that are sent in the body instead of the URL: secret, or long. */
  readonly form?: Readonly<Record<string, unknown>>;
  /** Time to wait for the answer, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Sends one call, once.
 *
 * @returns the answer's body
 * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
 */
export async function callRpc(call: RpcCall): Promise<Body> {
  const progress = startProgress();
  try {
    // The SDK's own timers can lose track of a reused connection, so that each call gets a clock of its own.
    const answer: unknown = await within(
      call.timeoutMs + 500,
      carried(call.transport, progress, () => send(call)),
      () => {
        throw new AnswerOverdue();
      },
    );
    const body = property(answer, "body");
    // Every answer of the API has a RequestId; JSON of another server has not.
    if (isBody(body) && typeof body["RequestId"] === "string") {
      return body;
    }
  } catch (error) {
    throw sorted(call, progress, error);
  }
  throw new NoAnswer(call.action, call.endpoint.host, notTheApi);
}

const notTheApi = "gave an answer that is not the API's: is the endpoint right, is a proxy in the way?";

function send(call: RpcCall): Promise<unknown> {
  const client = new OpenApi(
    new Config({
      ...call.accessKey,
      ...(call.regionId !== undefined && { regionId: call.regionId }),
      endpoint: call.endpoint.host,
      protocol: call.endpoint.protocol,
      readTimeout: call.timeoutMs,
      // The SDK's connect timeout is in truth the socket's idle timeout, and the only bound on a reused connection.
      connectTimeout: call.timeoutMs,
      userAgent: "pulumi-alicloud-keypair",
    }),
  );
  const params = new $OpenApiUtil.Params({
    action: call.action,
    version: call.version,
    protocol: "HTTPS",
    pathname: "/",
    method: "POST",
    authType: call.accessKey === undefined ? "Anonymous" : "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  const request = new $OpenApiUtil.OpenApiRequest({
    query: OpenApiUtil.query(call.parameters),
    ...(call.form !== undefined && { body: call.form }),
  });
  return client.callApi(params, request, new RuntimeOptions({}));
}

class AnswerOverdue extends Error {}

/** Failures to reach a host. */
const notReached = new Map<string, string>([
  ["ECONNREFUSED", "the connection is refused"],
  ["ENOTFOUND", "its host name does not resolve"],
  ["EAI_AGAIN", "its host name does not resolve"],
  ["EHOSTUNREACH", "there is no route to it"],
  ["ENETUNREACH", "there is no route to it"],
  ["ENETDOWN", "the network is down"],
]);

/** Failures to trust it. */
const notTrusted = new Map<string, string>([
  ["CERT_HAS_EXPIRED", "its TLS certificate has expired"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "its TLS certificate is not trusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "its TLS certificate is not trusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its TLS certificate is not trusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "its TLS certificate is not trusted"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its TLS certificate is for another host"],
  ["EPROTO", "it does not speak TLS"],
]);

function sorted(call: RpcCall, progress: Progress, error: unknown): Error {
  const { action, endpoint } = call;
  // Looked at first: a proxy that refuses a tunnel has an HTTP status too.
  if (progress.connecting) {
    const what = unreachableText(call, progress, error);
    return new Unreachable(action, endpoint.host, what, isUnknownRegion(call, progress, error), {
      cause: error,
    });
  }
  const code = property(error, "code");
  const httpStatus = property(error, "statusCode");
  if (typeof httpStatus === "number" && typeof code === "string" && code !== "undefined") {
    return refusal(call, code, httpStatus, error);
  }
  return new NoAnswer(action, endpoint.host, noAnswerText(call, error), { cause: error });
}

function unreachableText(call: RpcCall, progress: Progress, error: unknown): string {
  const { transport } = call;
  const code = String(property(error, "code"));
  const trust = notTrusted.get(code);
  const proxy = progress.throughProxy ? transport.proxy?.host : undefined;
  if (trust !== undefined) {
    return trust + (proxy === undefined ? "" : `, through the proxy ${proxy}`);
  }
  if (isTimeout(error)) {
    const seconds = inSeconds(Math.min(transport.connectTimeoutMs, call.timeoutMs));
    return `no connection within ${seconds}` + (proxy === undefined ? "" : ` through the proxy ${proxy}`);
  }
  const reason = notReached.get(code) ?? `the connection could not be made (${code})`;
  return proxy === undefined ? reason : proxyText(proxy, reason, error);
}

/** The proxy's user and password stand in none of these. */
function proxyText(proxy: string, reason: string, error: unknown): string {
  const refused = property(error, "statusCode");
  const what = typeof refused === "number" ? `it refuses with HTTP ${refused}` : reason;
  return `the proxy ${proxy} of HTTPS_PROXY gives no way to it: ${what}`;
}

function refusal(call: RpcCall, code: string, httpStatus: number, error: unknown): Refusal {
  const data = property(error, "data");
  const apiMessage = property(data, "Message");
  const requestId = property(data, "RequestId");
  const { action, regionId, resources } = call;
  return new Refusal(
    // Without the access key, for an error may be shown whole.
    { action, ...(regionId !== undefined && { regionId }), ...(resources !== undefined && { resources }) },
    {
      code,
      httpStatus,
      requestId: typeof requestId === "string" ? requestId : undefined,
      apiMessage: typeof apiMessage === "string" ? apiMessage : "",
      denial: readDenial(property(data, "AccessDeniedDetail")),
    },
    { cause: error },
  );
}

function noAnswerText(call: RpcCall, error: unknown): string {
  if (isTimeout(error)) {
    return `did not answer within ${inSeconds(call.timeoutMs)}`;
  }
  if (error instanceof SyntaxError || property(error, "name") === "SyntaxError") {
    return notTheApi;
  }
  const code = property(error, "code");
  return typeof code === "string" && /^E[A-Z_]+$/.test(code)
    ? `closed the connection before it answered (${code})`
    : notTheApi;
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof AnswerOverdue ||
    error instanceof ConnectionOverdue ||
    String(property(error, "name")).startsWith("RequestTimeout")
  );
}

function inSeconds(ms: number): string {
  return `${Math.ceil(ms / 100) / 10} s`;
}

/** A region that does not exist shows as a host name that does not resolve. */
function isUnknownRegion({ endpoint }: RpcCall, progress: Progress, error: unknown): boolean {
  const unresolved = ["ENOTFOUND", "EAI_AGAIN"].includes(String(property(error, "code")));
  return endpoint.fromRegion && unresolved && !progress.throughProxy;
}

function property(value: unknown, name: string): unknown {
  return isBody(value) ? value[name] : undefined;
}
