/** One signed call to an Alibaba Cloud RPC API over the vendor's SDK, every failure sorted into `ecs/errors`. */
import OpenApi, { $OpenApiUtil, OpenApiUtil } from "@alicloud/openapi-core";
import { Config } from "@alicloud/openapi-client";
import { RuntimeOptions } from "@darabonba/typescript";
import { adviceFor } from "./advice";
import { readDenial, type RefusableCall } from "./denial";
import { EcsNoAnswer, EcsRefusal, EcsUnreachable } from "./errors";

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
export interface RpcCall extends RefusableCall {
  readonly version: string;
  readonly endpoint: Endpoint;
  readonly accessKey: AccessKey;
  /** Parameters in the API's own casing; lists and objects are flattened to `Tag.1.Key` and so on. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Time to wait for the answer, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Sends one call, once.
 *
 * @returns the answer's body
 * @throws {@link EcsRefusal}, {@link EcsNoAnswer}, {@link EcsUnreachable}
 */
export async function callRpc(call: RpcCall): Promise<Readonly<Record<string, unknown>>> {
  try {
    const answer: unknown = await withDeadline(call, send(call));
    const body = property(answer, "body");
    // Every answer of the API has a RequestId; JSON of another server has not.
    if (isRecord(body) && typeof body["RequestId"] === "string") {
      return body;
    }
  } catch (error) {
    throw sorted(call, error);
  }
  throw new EcsNoAnswer(call.action, call.endpoint.host, notTheApi);
}

const notTheApi = "gave an answer that is not the API's: is the endpoint right, is a proxy in the way?";

function send(call: RpcCall): Promise<unknown> {
  const client = new OpenApi(
    new Config({
      ...call.accessKey,
      regionId: call.regionId,
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
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(call.parameters) });
  return client.callApi(params, request, new RuntimeOptions({}));
}

class AnswerOverdue extends Error {}

/** The SDK's own timers can lose track of a reused connection, so that each call gets a clock of its own. */
async function withDeadline<T>(call: RpcCall, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AnswerOverdue());
    }, call.timeoutMs + 500);
  });
  try {
    return await Promise.race([answer, overdue]);
  } finally {
    clearTimeout(timer);
  }
}

/** Failures to connect: the request has not left this machine. */
const unreachable = new Map<string, string>([
  ["ECONNREFUSED", "the connection is refused"],
  ["ENOTFOUND", "its host name does not resolve"],
  ["EAI_AGAIN", "its host name does not resolve"],
  ["EHOSTUNREACH", "there is no route to it"],
  ["ENETUNREACH", "there is no route to it"],
  ["ENETDOWN", "the network is down"],
  ["CERT_HAS_EXPIRED", "its TLS certificate has expired"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "its TLS certificate is not trusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "its TLS certificate is not trusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its TLS certificate is not trusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "its TLS certificate is not trusted"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its TLS certificate is for another host"],
  ["EPROTO", "it does not speak TLS"],
]);

function sorted(call: RpcCall, error: unknown): Error {
  const code = property(error, "code");
  const httpStatus = property(error, "statusCode");
  if (typeof httpStatus === "number" && typeof code === "string" && code !== "undefined") {
    return refusal(call, code, httpStatus, error);
  }
  const reason = typeof code === "string" ? unreachable.get(code) : undefined;
  if (reason !== undefined) {
    return new EcsUnreachable(call.action, call.endpoint.host, reason + regionHint(call.endpoint, code), {
      cause: error,
    });
  }
  return new EcsNoAnswer(call.action, call.endpoint.host, noAnswerText(call, error), { cause: error });
}

function refusal(call: RpcCall, code: string, httpStatus: number, error: unknown): EcsRefusal {
  const data = property(error, "data");
  const apiMessage = property(data, "Message");
  const requestId = property(data, "RequestId");
  return new EcsRefusal(
    call,
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
  if (error instanceof AnswerOverdue || String(property(error, "name")).startsWith("RequestTimeout")) {
    return `did not answer within ${Math.ceil(call.timeoutMs / 100) / 10} s`;
  }
  if (error instanceof SyntaxError || property(error, "name") === "SyntaxError") {
    return notTheApi;
  }
  const code = property(error, "code");
  return typeof code === "string" && /^E[A-Z_]+$/.test(code)
    ? `closed the connection before it answered (${code})`
    : notTheApi;
}

/** A region that does not exist shows as a host name that does not resolve: both are told in the same words. */
function regionHint(endpoint: Endpoint, code: unknown): string {
  const unresolved = code === "ENOTFOUND" || code === "EAI_AGAIN";
  const advice = adviceFor("InvalidRegionId.NotFound");
  return endpoint.fromRegion && unresolved && advice !== undefined ? `\n${advice}` : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function property(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
