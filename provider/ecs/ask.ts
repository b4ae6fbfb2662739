/** One call to ECS or STS from its request to its answer: with the access key of the moment, at the pace that ECS allows, tried again where it is safe. */
import type { Body } from "./answers";
import type { RefusableCall } from "./denial";
import { startOperation, type Operation } from "./operation";
import { openPaces } from "./pace";
import { answerTimeoutMs, sendSafely, type Repeatable } from "./retry";
import { callRpc, type AccessKey, type Endpoint, type RpcCall } from "./rpc";
import type { Transport } from "./transport";
import type { Written } from "./written";

/** How to reach ECS and STS, and as whom. */
export interface Connection {
  /** The access key to sign with, asked for before each call, so that one that renews itself is never stale. */
  accessKey(operation: Operation): Promise<AccessKey>;
  ecsEndpoint(regionId: string): Endpoint;
  stsEndpoint(regionId: string): Endpoint;
  readonly transport: Transport;
  /** Time to wait for one answer, in milliseconds. */
  readonly readTimeoutMs: number;
  /** How long one call is tried again, in milliseconds; undefined for as long as its operation lasts. */
  readonly retryTimeoutMs: number | undefined;
}

/** A call without what the connection adds. */
export type Call = Omit<RpcCall, "accessKey" | "timeoutMs" | "transport">;

/** Sends a call and reads its answer. */
export type Send = <T>(
  call: Call,
  read: (body: Body) => T,
  repeatable: Repeatable,
  operation: Operation,
) => Promise<T>;

/** Opens the way for all calls of a connection. */
export function openSend(connection: Connection): Send {
  const paces = openPaces();
  const { retryTimeoutMs = Infinity, transport, readTimeoutMs } = connection;
  return (call, read, repeatable, operation) => {
    const tried = startOperation(Math.min(retryTimeoutMs, operation.remainingMs()), operation);
    const sendNow = async (): Promise<Body> => {
      const accessKey = await connection.accessKey(operation);
      const timeoutMs = answerTimeoutMs(readTimeoutMs, operation);
      return callRpc({ ...call, transport, accessKey, timeoutMs });
    };
    const attempt = async () => read(await paces.keep(countedAs(call), tried, sendNow));
    return sendSafely(attempt, repeatable, tried);
  };
}

/** Flow control counts each action in each region for itself. */
function countedAs({ endpoint, regionId = "", action }: Call): string {
  return `${endpoint.host} ${regionId} ${action}`;
}

/** One action of ECS with its request. */
export interface Asked extends RefusableCall {
  readonly regionId: string;
  readonly request: Request;
  readonly repeatable: Repeatable;
  /** The key pairs that it makes, changes or deletes: no listing from before tells of them any more. */
  readonly writes: readonly string[];
}

/** A request model of the SDK. */
interface Request {
  toMap(): Body;
}

/** Sends one action of ECS and reads its answer. */
export type Ask = <T>(what: Asked, read: (body: Body) => T, operation: Operation) => Promise<T>;

const ecsVersion = "2014-05-26";

/** Opens the way for the actions of ECS. */
export function openAsk(connection: Connection, send: Send, written: Written): Ask {
  return ({ request, repeatable, writes, ...about }, read, operation) => {
    const { regionId } = about;
    for (const keyPairName of writes) {
      written.add({ regionId, keyPairName });
    }
    const endpoint = connection.ecsEndpoint(regionId);
    const call = { ...about, version: ecsVersion, endpoint, parameters: request.toMap() };
    return send(call, read, repeatable, operation);
  };
}

/** Reads an answer that tells nothing but success. */
export function nothing(): undefined {
  return undefined;
}
