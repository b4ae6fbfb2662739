// One API call from its arrival to its answer, with the fault that may meet it.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { findAction } from "../api/actions";
import { ApiError } from "../api/errors";
import { businessParameters, type CallLog } from "../calls";
import type { Cloud } from "../cloud/cloud";
import { takesEffect, type Fault, type FaultQueue } from "../faults";
import type { Authenticate } from "../signature/authenticate";
import { errorAnswer, successAnswer, type Answer, type AnswerIds } from "./answer";
import { readRequest, type ApiRequest } from "./request";

/** What API calls need. */
export interface ApiContext {
  readonly cloud: Cloud;
  readonly authenticate: Authenticate;
  readonly calls: CallLog;
  readonly faults: FaultQueue;
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
  const { method = "GET", url: target = "/", headers } = message;
  const request = readRequest({ method, target, headers, body });
  const ids = { RequestId: randomUUID().toUpperCase(), HostId: headers.host ?? "" };
  const fault = context.faults.take(request);
  context.calls.begin({
    requestId: ids.RequestId,
    timeMs: context.cloud.nowMs(),
    action: request.action,
    accessKeyId: request.accessKeyId,
    parameters: businessParameters(request.parameters),
    ...(fault === undefined ? {} : { fault: fault.kind }),
  });
  const answer = await carryOut(context, request, ids, fault);
  if (fault?.kind === "delay") await wait(context, fault.answerDelayMs);
  send(response, answer, fault);
}

async function carryOut(
  context: ApiContext,
  request: ApiRequest,
  ids: AnswerIds,
  fault: Fault | undefined,
): Promise<Answer> {
  try {
    if (fault?.kind === "error") throw faultError(fault);
    if (!takesEffect(fault)) {
      context.calls.end(ids.RequestId, "NOT CARRIED OUT");
      return successAnswer(ids, {});
    }
    await wait(context, fault?.effectDelayMs);
    const action = findAction(request.version, request.action);
    const account = context.authenticate(request);
    const fields = await action.run(context.cloud, { account, parameters: request.parameters });
    context.calls.end(ids.RequestId, "OK");
    return successAnswer(ids, fields);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    context.calls.end(ids.RequestId, error.code);
    return errorAnswer(ids, error);
  }
}

async function wait(context: ApiContext, delayMs: number | undefined): Promise<void> {
  if (delayMs !== undefined) await delay(delayMs, undefined, { signal: context.closing });
}

function faultError(fault: Extract<Fault, { kind: "error" }>): ApiError {
  const usualStatus = fault.code === "ServiceUnavailable" ? 503 : fault.code === "InternalError" ? 500 : 400;
  const message = fault.message ?? `The emulator was told to answer ${fault.code}.`;
  return new ApiError(fault.httpStatus ?? usualStatus, fault.code, message);
}

function send(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
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
      writeHead(response, answer);
      response.write(answer.body.slice(0, answer.body.length / 2), () => response.destroy());
      return;
    case undefined:
    case "error":
    case "delay":
      writeHead(response, answer);
      response.end(answer.body);
  }
}

function writeHead(response: ServerResponse, { httpStatus, contentType, body }: Answer): void {
  response.writeHead(httpStatus, { "content-type": contentType, "content-length": Buffer.byteLength(body) });
}
