/** One unsigned POST to a sign-in service, over the same agents as every call and with the same errors. */
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { text } from "node:stream/consumers";
import { isJsonObject, parsedJson, type JsonObject } from "./json";
import { notTheApi, ResponseTimeout, toCallError, type Sent } from "./call";
import { NoAnswer } from "./errors";
import { agentFor, sendOver, startProgress, type Progress } from "./transport";
import { within } from "./within";

/** A request and how to send it. */
export interface Post extends Sent {
  readonly path: string;
  /** Secret: they may contain a token. */
  readonly headers: Readonly<Record<string, string>>;
  /** Secret: it may contain a token. */
  readonly body: string;
}

/** What a sign-in service replied. Secret. */
export interface Reply {
  readonly httpStatus: number;
  /** Empty for a refusal that is not JSON. */
  readonly body: JsonObject;
}

/**
 * Sends one request, once.
 *
 * @returns the reply; a refusal is one too
 * @throws {@link NoAnswer} for a server error, a throttled request and an unreadable reply, {@link Unreachable}
 */
export async function post(request: Post): Promise<Reply> {
  const { action, endpoint } = request;
  const { httpStatus, content } = await exchange(request);
  if (httpStatus >= 500 || httpStatus === 429) {
    throw new NoAnswer(action, endpoint.host, `returned HTTP ${httpStatus}`);
  }
  const body = parsedJson(content);
  if (httpStatus === 200 && !isJsonObject(body)) {
    throw new NoAnswer(action, endpoint.host, notTheApi);
  }
  return { httpStatus, body: isJsonObject(body) ? body : {} };
}

interface Exchanged {
  readonly httpStatus: number;
  readonly content: string;
}

async function exchange(request: Post): Promise<Exchanged> {
  const progress = startProgress();
  const ended = new AbortController();
  try {
    return await within(request.timeoutMs, send(request, progress, ended.signal), () => {
      ended.abort();
      throw new ResponseTimeout();
    });
  } catch (error) {
    throw toCallError(request, progress, error);
  }
}

function send(request: Post, progress: Progress, signal: AbortSignal): Promise<Exchanged> {
  const { transport, endpoint, path, body } = request;
  const url = `${endpoint.protocol}://${endpoint.host}${path}`;
  const headers = {
    ...request.headers,
    accept: "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "user-agent": "pulumi-alicloud-keypair",
  };
  const open = endpoint.protocol === "https" ? requestHttps : requestHttp;
  return sendOver(transport, progress, async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      open(url, { method: "POST", headers, signal, agent: agentFor(transport, url) }, resolve)
        .on("error", reject)
        .end(body);
    });
    return { httpStatus: response.statusCode ?? 0, content: await text(response) };
  });
}
