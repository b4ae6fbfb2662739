// The control API and the page: views of the cloud and faults on demand, without signatures.
import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "../api/apiError";
import type { BackDoors } from "../backDoors";
import type { CallLog } from "../calls";
import type { ConditionsControl } from "../conditions";
import type { Faults } from "../faults";
import type { InstanceView } from "../instanceDoors";
import type { Readings } from "../readings";
import type { CheckAccess } from "./access";
import { ControlError } from "./fields";
import { page } from "./page";
import { readAddInstance, readConditions, readFault, readPutKeyPair } from "./requests";
import { readSetInstance } from "./switchRequests";

/** What the control API reads and changes. */
export interface ControlContext {
  readonly checkAccess: CheckAccess;
  readonly backDoors: BackDoors;
  readonly readings: Readings;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly conditions: ConditionsControl;
  readonly reset: () => void;
  readonly settled: () => Promise<void>;
}

interface ControlRequest {
  readonly query: URLSearchParams;
  /** Parses the body as JSON. */
  readonly body: () => unknown;
}

type ControlAction = (context: ControlContext, request: ControlRequest) => unknown;

const routes: Readonly<Record<string, Readonly<Record<string, ControlAction>>>> = {
  "/_emulator/key-pairs": {
    GET: ({ backDoors }, { query }) => ({
      keyPairs: backDoors.keyPairs(query.get("accessKeyId") ?? undefined),
    }),
    POST: ({ backDoors, readings }, { body }) => backDoors.putKeyPair(readPutKeyPair(body(), readings)),
    DELETE: ({ backDoors }, { query }) => ({
      removed: backDoors.removeKeyPair(...named(query, "keyPairName")),
    }),
  },
  "/_emulator/instances": {
    GET: ({ backDoors }, { query }) => ({
      instances: backDoors.instances(query.get("accessKeyId") ?? undefined),
    }),
    POST: (context, { body }) =>
      shown(context, context.backDoors.addInstance(readAddInstance(body(), context.readings))),
    PUT: (context, { body }) => shown(context, context.backDoors.setInstance(readSetInstance(body()))),
    DELETE: ({ backDoors }, { query }) => ({
      removed: backDoors.removeInstance(...named(query, "instanceId")),
    }),
  },
  "/_emulator/calls": {
    GET: ({ calls }, { query }) => ({
      calls: lastOf(calls.list(), query.get("last")),
      counts: calls.counts(),
    }),
    DELETE: ({ calls }) => {
      calls.clear();
      return {};
    },
  },
  "/_emulator/faults": {
    GET: faultsAndConditions,
    POST: (context, { body }) => {
      context.faults.add(readFault(body()));
      return faultsAndConditions(context);
    },
    PUT: (context, { body }) => {
      context.conditions.set(readConditions(body()));
      return faultsAndConditions(context);
    },
    DELETE: (context) => {
      context.faults.clear();
      context.conditions.reset();
      return faultsAndConditions(context);
    },
  },
  "/_emulator/reset": {
    POST: ({ reset }) => {
      reset();
      return {};
    },
  },
};

/** @returns whether a request is for the control API or the page rather than for the emulated API. */
export function isControlRequest({ method, url = "/", headers }: IncomingMessage): boolean {
  const forPage =
    (method === "GET" || method === "HEAD") &&
    url === "/" &&
    headers.authorization === undefined &&
    !asksForJson(headers.accept ?? "");
  return forPage || url.startsWith("/_emulator/");
}

/** Browsers accept HTML; API clients ask for JSON only. */
const asksForJson = (accept: string): boolean =>
  accept.includes("application/json") && !accept.includes("text/html");

/** Serves one request for the control API or the page. */
export async function handleControl(
  context: ControlContext,
  message: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  try {
    context.checkAccess(message.headers);
    if (message.url === "/") {
      response.writeHead(200, { ...quietHeaders, ...page.headers }).end(page.html);
      return;
    }
    const result = await act(context, message, body);
    await context.settled();
    sendJson(response, 200, result);
  } catch (error) {
    if (error instanceof ControlError) sendJson(response, error.httpStatus, { error: error.message });
    else if (error instanceof ApiError) sendJson(response, 400, { error: `${error.code}: ${error.message}` });
    else throw error;
  }
}

function act(context: ControlContext, { method = "GET", url = "/" }: IncomingMessage, body: Buffer): unknown {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const route = routes[pathname];
  if (route === undefined) throw new ControlError(404, "The path does not exist.");
  const action = route[method];
  if (action === undefined) throw new ControlError(405, `Allowed methods: ${Object.keys(route).join(", ")}.`);
  return action(context, { query: searchParams, body: () => parseJson(body) });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new ControlError(400, "The body is not JSON.", { cause });
  }
}

const quietHeaders = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

function sendJson(response: ServerResponse, httpStatus: number, result: unknown): void {
  response.writeHead(httpStatus, { ...quietHeaders, "content-type": "application/json;charset=utf-8" });
  response.end(`${JSON.stringify(result)}\n`);
}

/** @returns an instance once its SSH server follows its state. */
async function shown({ backDoors, settled }: ControlContext, changed: InstanceView): Promise<InstanceView> {
  await settled();
  const { accountId, regionId, instanceId } = changed;
  const isChanged = (view: InstanceView): boolean =>
    view.accountId === accountId && view.regionId === regionId && view.instanceId === instanceId;
  return backDoors.instances().find(isChanged) ?? changed;
}

function faultsAndConditions({ faults, conditions }: ControlContext): unknown {
  return { faults: faults.list(), conditions: conditions.get() };
}

function named(query: URLSearchParams, name: string): [string, string, string | undefined] {
  const regionId = query.get("regionId");
  const value = query.get(name);
  if (regionId === null || value === null) throw new ControlError(400, `regionId or ${name} is missing.`);
  return [regionId, value, query.get("accessKeyId") ?? undefined];
}

function lastOf<T>(list: readonly T[], last: string | null): readonly T[] {
  if (last === null) return list;
  if (!/^\d{1,6}$/u.test(last)) throw new ControlError(400, "last must be a whole number.");
  return list.slice(Math.max(0, list.length - Number(last)));
}
