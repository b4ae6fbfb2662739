// Serves an API call from arrival to response, with any fault that applies to it.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { findAction } from "../api/actions";
import { ApiError } from "../api/apiError";
import type { ResponseFields } from "../api/call";
import {
  internalError,
  requestTooLarge,
  throttled,
  unknownApi,
  unsupportedHttpMethod,
} from "../api/gatewayErrors";
import { businessParameters, type CallLog } from "../calls";
import type { Cloud } from "../cloud/cloud";
import type { ConditionsControl } from "../conditions";
import { takesEffect, type Fault, type FaultQueue } from "../faults";
import type { Gate } from "../signature/authenticate";
import { responseFormat, errorResponse, successResponse, type Reply, type ResponseIds } from "./answer";
import { readRequest, type ApiRequest } from "./request";

/** What API calls need. */
export interface ApiContext {
  readonly cloud: Cloud;
  readonly gate: Gate;
  readonly calls: CallLog;
  readonly faults: FaultQueue;
  readonly conditions: ConditionsControl;
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal;
}

/** Serves one API call. */
export async function handleApiCall(
  context: ApiContext,
  message: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { request, ids } = open(message, body);
  const fault = context.faults.take(request);
  context.calls.begin({
    requestId: ids.RequestId,
    timeMs: context.cloud.nowMs(),
    action: request.action,
    accessKeyId: request.accessKeyId,
    parameters: businessParameters(request.parameters),
    ...(fault === undefined ? {} : { fault: fault.kind }),
  });
  const outcome = await carryOut(context, request, fault);
  context.calls.end(ids.RequestId, outcomeText(outcome));
  if (fault?.kind === "delay") await wait(context, fault.answerDelayMs);
  const format = responseFormat(request);
  const reply =
    outcome.error === undefined
      ? successResponse(format, outcome.action, ids, outcome.fields)
      : errorResponse(format, ids, outcome.error);
  send(response, ids.RequestId, reply, fault);
}

/** Refuses an API call whose body is too large. */
export function refuseLargeCall(message: IncomingMessage, response: ServerResponse): void {
  const { request, ids } = open(message, Buffer.alloc(0));
  send(response, ids.RequestId, errorResponse(responseFormat(request), ids, requestTooLarge()), undefined);
}

function open(message: IncomingMessage, body: Buffer): { request: ApiRequest; ids: ResponseIds } {
  const { method = "GET", url: target = "/", headers } = message;
  const ids = { RequestId: randomUUID().toUpperCase(), HostId: headers.host ?? "" };
  return { request: readRequest({ method, target, headers, body }), ids };
}

interface Outcome {
  readonly action: string;
  readonly fields: ResponseFields;
  readonly error?: ApiError;
}

const notCarriedOut: Outcome = { action: "", fields: {} };

function outcomeText(outcome: Outcome): string {
  return outcome === notCarriedOut ? "NOT CARRIED OUT" : (outcome.error?.code ?? "OK");
}

async function carryOut(
  context: ApiContext,
  request: ApiRequest,
  fault: Fault | undefined,
): Promise<Outcome> {
  try {
    await wait(context, context.conditions.get().latencyMs);
    if (fault?.kind === "error") throw faultError(fault);
    if (!takesEffect(fault)) return notCarriedOut;
    await wait(context, fault?.effectDelayMs);
    return await perform(context, request);
  } catch (error) {
    if (context.closing.aborted) throw error;
    return {
      action: request.action,
      fields: {},
      error: error instanceof ApiError ? error : ownFailure(error),
    };
  }
}

async function perform({ cloud, gate, conditions }: ApiContext, request: ApiRequest): Promise<Outcome> {
  if (request.method !== "GET" && request.method !== "POST") throw unsupportedHttpMethod();
  if (request.path !== "/") throw unknownApi();
  const action = findAction(request.version, request.action);
  cloud.machines.catchUp();
  const { parameters } = request;
  const call = { parameters, host: request.headers.host ?? "" };
  const throttle = (accountId: string): void => {
    if (conditions.isOverLimit(action.name, accountId)) throw throttled();
  };
  let fields: ResponseFields;
  if (action.signed) {
    const account = gate.authenticate(request);
    throttle(account.accountId);
    fields = await action.run(cloud, { ...call, account });
  } else {
    throttle("");
    fields = await action.run(cloud, call);
  }
  // Reads wait for this too: what they return must survive a kill.
  await cloud.settled();
  return { action: action.name, fields };
}

/** Prints the cause of an InternalError to stderr, because the response does not contain it. */
function ownFailure(cause: unknown): ApiError {
  process.stderr.write(
    `emulator: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
  );
  return internalError({ cause });
}

async function wait(context: ApiContext, delayMs = 0): Promise<void> {
  if (delayMs > 0) await delay(delayMs, undefined, { signal: context.closing });
}

function faultError(fault: Extract<Fault, { kind: "error" }>): ApiError {
  const usualStatus = fault.code === "ServiceUnavailable" ? 503 : fault.code === "InternalError" ? 500 : 400;
  const message = fault.message ?? `The emulator was told to answer ${fault.code}.`;
  return new ApiError(fault.httpStatus ?? usualStatus, fault.code, message);
}

function send(response: ServerResponse, requestId: string, reply: Reply, fault: Fault | undefined): void {
  const { httpStatus, contentType, body } = reply;
  const headers = {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-acs-request-id": requestId,
  };
  switch (fault?.kind) {
    case "neverAnswer":
      return;
    case "dropConnection":
      response.destroy();
      return;
    case "html":
      response.writeHead(fault.httpStatus ?? 502, { "content-type": "text/html" });
      response.end("<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>\n");
      return;
    case "cutBody":
      response.writeHead(httpStatus, headers);
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      return;
    case undefined:
    case "error":
    case "delay":
      response.writeHead(httpStatus, headers);
      response.end(body);
  }
}
