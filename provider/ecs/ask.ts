/** One action of ECS from its request model to its answer, over the signed client. */
import type { Body } from "../rpc/body";
import type { AccessKey, Endpoint } from "../rpc/call";
import type { Call, Client, Kind, Sending } from "../rpc/client";
import type { Operation } from "../rpc/operation";
import type { Attempt } from "../rpc/pace";
import type { Repeatable } from "../rpc/retry";
import type { KeyPairRef } from "./api";

/** How to reach ECS and STS, and as whom. */
export interface Connection extends Sending {
  /** The access key to sign with. A role's is asked of STS over the same client. */
  accessKey(client: Client, operation: Operation): Promise<AccessKey>;
  ecsEndpoint(regionId: string): Endpoint;
  readonly stsEndpoint: Endpoint;
}

/** One action with its request. */
export interface Asked {
  readonly action: string;
  readonly regionId: string;
  readonly request: Request;
  /** What it is about, as RAM names it; every key pair where it is left out. */
  readonly resources?: readonly string[];
  /** The key pairs that it makes, changes or deletes: no listing from before tells of them any more. */
  readonly writes?: readonly string[];
}

/** A request model of the SDK. */
interface Request {
  toMap(): Body;
}

/** Sends one action, again as far as it is repeatable, and reads its answer. */
export type Ask = <T>(
  asked: Asked & { readonly repeatable: Repeatable },
  read: (body: Body) => T,
  operation: Operation,
) => Promise<T>;

/** The ways to send actions of ECS. */
export interface Asking {
  readonly ask: Ask;
  /** Sends one action once, now, and waits for success. */
  readonly askNow: (asked: Asked, operation: Operation) => Promise<void>;
  /** Runs an attempt when it is the action's turn under flow control, as {@link Client.atTurn} does. */
  readonly atTurn: (
    about: Pick<Asked, "action" | "regionId"> & Pick<Kind, "turns">,
    operation: Operation,
    attempt: Attempt<void>,
  ) => Promise<void>;
}

const version = "2014-05-26";

/** Opens the ways to send actions of ECS. */
export function openAsking(client: Client, connection: Connection, writeLog: WriteLog): Asking {
  const accessKey = (operation: Operation): Promise<AccessKey> => connection.accessKey(client, operation);
  const callOf = ({ action, regionId, request, resources = ["keypair/*"], writes = [] }: Asked): Call => {
    for (const keyPairName of writes) {
      writeLog.add({ regionId, keyPairName });
    }
    const endpoint = connection.ecsEndpoint(regionId);
    return { action, regionId, resources, version, endpoint, parameters: request.toMap(), accessKey };
  };
  return {
    ask: ({ repeatable, ...asked }, read, operation) =>
      client.send(callOf(asked), read, repeatable, operation),
    askNow: (asked, operation) => client.sendNow(callOf(asked), nothing, operation),
    atTurn: (about, operation, attempt) => {
      const kind = { ...about, endpoint: connection.ecsEndpoint(about.regionId) };
      return client.atTurn(kind, "once", operation, attempt);
    },
  };
}

/** Reads an answer that tells nothing but success. */
export function nothing(): undefined {
  return undefined;
}

/** They are kept for good: a write whose answer was lost may take effect at any later time. */
export interface WriteLog {
  /** Called before the write is sent. */
  add(ref: KeyPairRef): void;
  has(ref: KeyPairRef): boolean;
}

/** Opens an empty record. */
export function openWriteLog(): WriteLog {
  const writeLog = new Set<string>();
  // Neither a region's id nor a name can hold a slash.
  const key = ({ regionId, keyPairName }: KeyPairRef): string => `${regionId}/${keyPairName}`;
  return {
    add: (ref) => {
      writeLog.add(key(ref));
    },
    has: (ref) => writeLog.has(key(ref)),
  };
}
