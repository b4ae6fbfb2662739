/** The signed client: sends each call at the pace that the API allows, and retries it if that is safe. */
import type { JsonObject } from "./json";
import { callRpc, type AccessKey, type RpcCall } from "./call";
import { Refusal } from "./errors";
import { startOperation, type Operation } from "./operation";
import { openPaces, type Attempt } from "./pace";
import { post, type Post, type Reply } from "./post";
import { responseTimeoutMs, sendSafely, type Repeatable } from "./retry";
import type { Transport } from "./transport";

/** How the client sends calls, and how long each may take. */
export interface ClientOptions {
  readonly transport: Transport;
  /** Response timeout of one attempt, in milliseconds. */
  readonly readTimeoutMs: number;
  /** How long one call is retried, in milliseconds; if undefined, until its operation's deadline. */
  readonly retryTimeoutMs: number | undefined;
}

/** A call without what the client adds. */
export interface Call extends Omit<RpcCall, "accessKey" | "timeoutMs" | "transport"> {
  /** Called before each attempt, so that a key is never stale. Unset for unsigned calls. */
  readonly accessKey?: (operation: Operation) => Promise<AccessKey>;
}

/** The kind of a call: the API throttles each action in each region separately. */
export interface Kind extends Pick<Call, "endpoint" | "regionId" | "action"> {
  /** The time to leave after each call while calls have to wait for their turns, in milliseconds; 0 by default. */
  readonly spacingMs?: number;
}

/** A process's client. All its calls share what it learns about throttling. */
export interface Client {
  /** For unsigned requests that travel the same way. */
  readonly transport: Transport;
  /** Sends a request to a sign-in service and returns its reply, a refusal included; retries it if that is safe. */
  post(
    request: Omit<Post, "timeoutMs" | "transport">,
    repeatable: Repeatable,
    operation: Operation,
  ): Promise<Reply>;
  /** Sends a call and reads its response; retries it if that is safe. */
  send<T>(
    call: Call,
    read: (body: JsonObject) => T,
    repeatable: Repeatable,
    operation: Operation,
  ): Promise<T>;
  /** Sends a call once, immediately. */
  sendNow<T>(call: Call, read: (body: JsonObject) => T, operation: Operation): Promise<T>;
  /**
   * Runs an attempt at its kind's turn, and again at a later turn if it is throttled. For calls whose contents are decided only at
   * their turn.
   */
  atTurn<T>(kind: Kind, repeatable: Repeatable, operation: Operation, attempt: Attempt<T>): Promise<T>;
}

/** Opens a client. Nothing is sent yet. */
export function openClient({ transport, readTimeoutMs, retryTimeoutMs = Infinity }: ClientOptions): Client {
  const paces = openPaces();
  const retrying = (operation: Operation): Operation =>
    startOperation(Math.min(retryTimeoutMs, operation.remainingMs()), operation);
  const client: Client = {
    transport,

    post(request, repeatable, operation) {
      const send = (): Promise<Reply> =>
        post({ ...request, transport, timeoutMs: responseTimeoutMs(readTimeoutMs, operation) });
      return sendSafely(send, repeatable, retrying(operation));
    },

    send: (call, read, repeatable, operation) =>
      client.atTurn(call, repeatable, operation, () => client.sendNow(call, read, operation)),

    async sendNow({ accessKey, ...call }, read, operation) {
      const key = await accessKey?.(operation);
      const timeoutMs = responseTimeoutMs(readTimeoutMs, operation);
      try {
        const body = await callRpc({ ...call, ...(key && { accessKey: key }), transport, timeoutMs });
        paces.passed(paceKey(call));
        return read(body);
      } catch (error) {
        if (error instanceof Refusal && !error.isThrottling) {
          paces.passed(paceKey(call));
        }
        throw error;
      }
    },

    atTurn(kind, repeatable, operation, attempt) {
      const bounded = retrying(operation);
      const keep = () => paces.keep(paceKey(kind), bounded, attempt, kind.spacingMs);
      return sendSafely(keep, repeatable, bounded);
    },
  };
  return client;
}

function paceKey({ endpoint, regionId = "", action }: Kind): string {
  return `${endpoint.host} ${regionId} ${action}`;
}
