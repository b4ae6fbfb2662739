/** The signed client: one call from its request to its answer, at the pace that the API allows, tried again where it is safe. */
import type { Body } from "./body";
import { callRpc, type AccessKey, type RpcCall } from "./call";
import { startOperation, type Operation } from "./operation";
import { openPaces, type Attempt } from "./pace";
import { answerTimeoutMs, sendSafely, type Repeatable } from "./retry";
import type { Transport } from "./transport";

/** How calls travel, and how long each may take. */
export interface Sending {
  readonly transport: Transport;
  /** Time to wait for one answer, in milliseconds. */
  readonly readTimeoutMs: number;
  /** How long one call is tried again, in milliseconds; undefined for as long as its operation lasts. */
  readonly retryTimeoutMs: number | undefined;
}

/** A call without what the client adds. */
export interface Call extends Omit<RpcCall, "accessKey" | "timeoutMs" | "transport"> {
  /** Asked for before each attempt, so that a key that renews itself is never stale. Left out for calls that take no signature. */
  readonly accessKey?: (operation: Operation) => Promise<AccessKey>;
}

/** The kind of a call: flow control counts each action in each region for itself. */
export interface Kind extends Pick<Call, "endpoint" | "regionId" | "action"> {
  /** How many turns such a call takes where calls have to wait for theirs; 1 by default. */
  readonly turns?: number;
}

/** A client of a process. All its calls share what is learnt of flow control. */
export interface Client {
  /** For what travels the same way without being signed. */
  readonly transport: Transport;
  /** Sends a call and reads its answer; again where that is safe. */
  send<T>(call: Call, read: (body: Body) => T, repeatable: Repeatable, operation: Operation): Promise<T>;
  /** Sends a call once, now. */
  sendNow<T>(call: Call, read: (body: Body) => T, operation: Operation): Promise<T>;
  /**
   * Runs an attempt when it is its kind's turn, and again at a later turn where flow control refuses what it has sent. For calls of
   * which only their turn decides what they carry.
   */
  atTurn<T>(kind: Kind, repeatable: Repeatable, operation: Operation, attempt: Attempt<T>): Promise<T>;
}

/** Opens a client. Nothing is sent yet. */
export function openClient({ transport, readTimeoutMs, retryTimeoutMs = Infinity }: Sending): Client {
  const paces = openPaces();
  const client: Client = {
    transport,

    send: (call, read, repeatable, operation) =>
      client.atTurn(call, repeatable, operation, () => client.sendNow(call, read, operation)),

    async sendNow({ accessKey, ...call }, read, operation) {
      const key = await accessKey?.(operation);
      const timeoutMs = answerTimeoutMs(readTimeoutMs, operation);
      return read(await callRpc({ ...call, ...(key && { accessKey: key }), transport, timeoutMs }));
    },

    atTurn({ endpoint, regionId = "", action, turns }, repeatable, operation, attempt) {
      const tried = startOperation(Math.min(retryTimeoutMs, operation.remainingMs()), operation);
      const counted = `${endpoint.host} ${regionId} ${action}`;
      return sendSafely(() => paces.keep(counted, tried, attempt, turns), repeatable, tried);
    },
  };
  return client;
}
