/** One signed call to an Alibaba Cloud RPC API over the vendor's SDK; every failure becomes an error of `errors.ts`. */
import OpenApi, { $OpenApiUtil, OpenApiUtil } from "@alicloud/openapi-core";
import { Config } from "@alicloud/openapi-client";
import { RuntimeOptions } from "@darabonba/typescript";
import { isJsonObject, type JsonObject } from "./json";
import { NoAnswer, readDenial, Refusal, Unreachable, type CallContext, type CallError } from "./errors";
import { ConnectTimeout, sendOver, startProgress, type Progress, type Transport } from "./transport";
import { within } from "./within";

/** Where an API is served. */
export interface Endpoint {
  /** `http` only for the loopback. */
  readonly protocol: "http" | "https";
  /** Host name, with a port unless it is the protocol's default. */
  readonly host: string;
  /** Whether the host name was derived from the region ID rather than configured. */
  readonly fromRegion: boolean;
}

/** An access key. Secret: never include it in a message. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** One call and how to send it. */
export interface RpcCall extends CallContext {
  readonly version: string;
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  /** Unset for unsigned calls. */
  readonly accessKey?: AccessKey;
  /** Parameters in the API's own casing; lists and objects are flattened to `Tag.1.Key` and so on. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Secret or long parameters, sent in the body instead of the URL. */
  readonly form?: Readonly<Record<string, unknown>>;
  /** Response timeout, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Sends one call, once.
 *
 * @returns the response body
 * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
 */
export async function callRpc(call: RpcCall): Promise<JsonObject> {
  const progress = startProgress();
  try {
    // The SDK's own timers can lose track of a reused connection, so each call gets its own.
    const response: unknown = await within(
      call.timeoutMs + 500,
      sendOver(call.transport, progress, () => send(call)),
      () => {
        throw new ResponseTimeout();
      },
    );
    const body = property(response, "body");
    // Every API response has a RequestId; JSON from another server has none.
    if (isJsonObject(body) && typeof body["RequestId"] === "string") {
      return body;
    }
  } catch (error) {
    throw toCallError(call, progress, error);
  }
  throw new NoAnswer(call.action, call.endpoint.host, notTheApi);
}

/** What a host did that is none of the API's. */
export const notTheApi =
  "returned a response that is not the API's. Check the endpoint, and any proxy in between";

function send(call: RpcCall): Promise<unknown> {
  const client = new OpenApi(
    new Config({
      ...call.accessKey,
      ...(call.regionId !== undefined && { regionId: call.regionId }),
      endpoint: call.endpoint.host,
      protocol: call.endpoint.protocol,
      readTimeout: call.timeoutMs,
      // The SDK's connect timeout is really the socket's idle timeout, and the only bound on a reused connection.
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

/** The response did not arrive in time. */
export class ResponseTimeout extends Error {}

/** Why a host can't be reached, by error code. */
const connectFailures = new Map<string, string>([
  ["ECONNREFUSED", "connection refused"],
  ["ENOTFOUND", "its host name does not resolve"],
  ["EAI_AGAIN", "its host name does not resolve"],
  ["EHOSTUNREACH", "there is no route to it"],
  ["ENETUNREACH", "there is no route to it"],
  ["ENETDOWN", "the network is down"],
]);

/** Why a TLS handshake fails, by error code. */
const tlsFailures = new Map<string, string>([
  ["CERT_HAS_EXPIRED", "its TLS certificate has expired"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "its TLS certificate is not trusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "its TLS certificate is not trusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its TLS certificate is not trusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "its TLS certificate is not trusted"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its TLS certificate is for another host"],
  ["EPROTO", "it does not speak TLS"],
]);

/** The parts of a request that explain its failure. */
export interface Sent extends CallContext, Pick<RpcCall, "endpoint" | "transport" | "timeoutMs"> {}

/** The error of a request that got as far as `progress` says. */
export function toCallError(call: Sent, progress: Progress, error: unknown): CallError {
  const { action, endpoint } = call;
  // Checked first: a proxy that refuses a tunnel also has an HTTP status.
  if (progress.connecting) {
    const what = unreachableReason(call, progress, error);
    return new Unreachable(action, endpoint.host, what, isUnknownRegion(call, progress, error), {
      cause: error,
    });
  }
  const code = property(error, "code");
  const httpStatus = property(error, "statusCode");
  if (typeof httpStatus === "number" && typeof code === "string" && code !== "undefined") {
    return refusal(call, code, httpStatus, error);
  }
  return new NoAnswer(action, endpoint.host, noAnswerReason(call, error), { cause: error });
}

function unreachableReason(call: Sent, progress: Progress, error: unknown): string {
  const { transport } = call;
  const code = String(property(error, "code"));
  const trust = tlsFailures.get(code);
  const proxy = progress.throughProxy ? transport.proxy?.host : undefined;
  if (trust !== undefined) {
    return trust + (proxy === undefined ? "" : `, through the proxy ${proxy}`);
  }
  if (isTimeout(error)) {
    const seconds = inSeconds(Math.min(transport.connectTimeoutMs, call.timeoutMs));
    return `the connection${proxy === undefined ? "" : ` through the proxy ${proxy}`} timed out after ${seconds}`;
  }
  const reason = connectFailures.get(code) ?? `the connection failed (${code})`;
  return proxy === undefined ? reason : proxyReason(proxy, reason, error);
}

/** Never contains the proxy's user and password. */
function proxyReason(proxy: string, reason: string, error: unknown): string {
  const refused = property(error, "statusCode");
  const what = typeof refused === "number" ? `the proxy returned HTTP ${refused}` : reason;
  return `the connection through the proxy ${proxy} (HTTPS_PROXY) failed: ${what}`;
}

function refusal(call: Sent, code: string, httpStatus: number, error: unknown): Refusal {
  const data = property(error, "data");
  const apiMessage = property(data, "Message");
  const requestId = property(data, "RequestId");
  const { action, regionId, resources } = call;
  return new Refusal(
    // Without the access key: an error may be printed whole.
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

function noAnswerReason(call: Sent, error: unknown): string {
  if (isTimeout(error)) {
    return `did not respond within ${inSeconds(call.timeoutMs)}`;
  }
  if (error instanceof SyntaxError || property(error, "name") === "SyntaxError") {
    return notTheApi;
  }
  const code = property(error, "code");
  return typeof code === "string" && /^E[A-Z_]+$/.test(code)
    ? `closed the connection before responding (${code})`
    : notTheApi;
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof ResponseTimeout ||
    error instanceof ConnectTimeout ||
    String(property(error, "name")).startsWith("RequestTimeout")
  );
}

function inSeconds(ms: number): string {
  return `${Math.ceil(ms / 100) / 10} s`;
}

/** The host name of a nonexistent region does not resolve. */
function isUnknownRegion({ endpoint }: Sent, progress: Progress, error: unknown): boolean {
  const unresolved = ["ENOTFOUND", "EAI_AGAIN"].includes(String(property(error, "code")));
  return endpoint.fromRegion && unresolved && !progress.throughProxy;
}

function property(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined;
}
