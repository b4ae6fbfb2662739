/** One ECS action from its request model to its response, over the signed client. */
import type { JsonObject } from "../rpc/json";
import type { AccessKey, Endpoint } from "../rpc/call";
import type { Call, Client, ClientOptions, Kind } from "../rpc/client";
import type { Operation } from "../rpc/operation";
import type { Attempt } from "../rpc/pace";
import type { Repeatable } from "../rpc/retry";
import type { KeyPairRef } from "./keyPairRef";

/** How to reach ECS and STS, and with which credentials. */
export interface Connection extends ClientOptions {
  /** The access key to sign with. A role's key is requested from STS over the same client. */
  accessKey(client: Client, operation: Operation): Promise<AccessKey>;
  ecsEndpoint(regionId: string): Endpoint;
  readonly stsEndpoint: Endpoint;
}

/** One action with its request. */
export interface EcsCall {
  readonly action: string;
  readonly regionId: string;
  readonly request: Request;
  /** Its resources, as RAM names them; every key pair if unset. */
  readonly resources?: readonly string[];
  /** The key pairs that it creates, changes or deletes: older listings no longer apply to them. */
  readonly writes?: readonly string[];
}

/** A request model of the SDK. */
interface Request {
  toMap(): JsonObject;
}

/** Sends one action, retries it as far as it is repeatable, and reads its response. */
export type Ask = <T>(
  call: EcsCall & { readonly repeatable: Repeatable },
  read: (body: JsonObject) => T,
  operation: Operation,
) => Promise<T>;

/** The ways to send ECS actions. */
export interface EcsCalls {
  readonly ask: Ask;
  /** Sends one action once, immediately, and waits for success. */
  readonly askNow: (call: EcsCall, operation: Operation) => Promise<void>;
  /** Runs an attempt at the action's turn, like {@link Client.atTurn}. */
  readonly atTurn: (
    about: Pick<EcsCall, "action" | "regionId"> & Pick<Kind, "spacingMs">,
    operation: Operation,
    attempt: Attempt<void>,
  ) => Promise<void>;
}

const version = "2014-05-26";

/** Opens the ways to send ECS actions. */
export function openEcsCalls(client: Client, connection: Connection, writeLog: WriteLog): EcsCalls {
  const accessKey = (operation: Operation): Promise<AccessKey> => connection.accessKey(client, operation);
  const callOf = ({ action, regionId, request, resources = ["keypair/*"], writes = [] }: EcsCall): Call => {
    for (const keyPairName of writes) {
      writeLog.add({ regionId, keyPairName });
    }
    const endpoint = connection.ecsEndpoint(regionId);
    return { action, regionId, resources, version, endpoint, parameters: request.toMap(), accessKey };
  };
  return {
    ask: ({ repeatable, ...call }, read, operation) => client.send(callOf(call), read, repeatable, operation),
    askNow: (call, operation) => client.sendNow(callOf(call), ignoreBody, operation),
    atTurn: (about, operation, attempt) => {
      const kind = { ...about, endpoint: connection.ecsEndpoint(about.regionId) };
      return client.atTurn(kind, "once", operation, attempt);
    },
  };
}

/** Reads a response that says nothing beyond success. */
export function ignoreBody(): undefined {
  return undefined;
}

/** The writes of this process, never cleared: one whose response was lost may take effect at any later time. */
export interface WriteLog {
  /** Called before the write is sent. */
  add(ref: KeyPairRef): void;
  has(ref: KeyPairRef): boolean;
}

/** Opens an empty log. */
export function openWriteLog(): WriteLog {
  const writeLog = new Set<string>();
  // Neither a region ID nor a name can contain a slash.
  const key = ({ regionId, keyPairName }: KeyPairRef): string => `${regionId}/${keyPairName}`;
  return {
    add: (ref) => {
      writeLog.add(key(ref));
    },
    has: (ref) => writeLog.has(key(ref)),
  };
}
