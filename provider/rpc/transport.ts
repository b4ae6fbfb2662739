/** The way of a request of the vendor's libraries: over agents of our own, which verify TLS, time the connecting and know proxies. */
import { AsyncLocalStorage } from "node:async_hooks";
import { Agent as HttpAgent, type ClientRequestArgs } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { isLoopback } from "./loopback";

/** A proxy for what goes to `https://`, other than the loopback. */
export interface Proxy {
  /** Secret: it may hold a user and a password. */
  readonly url: string;
  /** As a message names it. */
  readonly host: string;
  /** `NO_PROXY`'s value. */
  readonly noProxy: string | undefined;
}

/** How requests travel. */
export interface Transport {
  /** Time to wait for a connection, the proxy's tunnel and TLS included, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly proxy: Proxy | undefined;
}

/** How far a request has come. */
export interface Progress {
  /** True from the first step of connecting until the connection stands: the request can't have left. */
  connecting: boolean;
  throughProxy: boolean;
}

/** A connection that was not made in time. */
export class ConnectionOverdue extends Error {
  override readonly name = "ConnectionOverdue";
}

/** @returns the progress of a request that has not begun */
export function startProgress(): Progress {
  return { connecting: false, throughProxy: false };
}

/**
 * Runs what sends a request through one of the vendor's libraries, and has it travel over our agents. Other requests
 * of this process are left as they are.
 */
export function carried<T>(transport: Transport, progress: Progress, send: () => Promise<T>): Promise<T> {
  for (const library of libraries) {
    library.silence();
  }
  return travelling.run({ transport, progress }, send);
}

interface Journey {
  readonly transport: Transport;
  readonly progress: Progress;
}

const travelling = new AsyncLocalStorage<Journey>();

/** The vendor's HTTP client, as far as it is used here. */
interface Httpx {
  request(url: string, options?: object): Promise<unknown>;
}

/** The npm package `debug`. */
interface Debug {
  enabled(namespace: string): boolean;
  disable(): string;
  enable(namespaces: string): void;
}

/** Each copy of the HTTP client that may be used, found from the place of the library that uses it. */
const libraries = [...new Set(["@darabonba/typescript", "@alicloud/credentials"].map(httpxPath))].map(
  takenOver,
);

function httpxPath(library: string): string {
  return createRequire(require.resolve(library)).resolve("httpx");
}

/** The vendor's client takes an agent, but the libraries above it pass none on. */
function takenOver(path: string): { silence(): void } {
  const fromHttpx = createRequire(path);
  const httpx = fromHttpx(path) as Httpx;
  const request = httpx.request.bind(httpx);
  httpx.request = (url, options) => {
    const journey = travelling.getStore();
    return request(
      url,
      journey === undefined ? options : { ...options, agent: agentFor(journey.transport, url) },
    );
  };
  const debug = fromHttpx("debug") as Debug;
  return {
    silence: () => {
      // With DEBUG=* it would print the headers of each request: signature and security token.
      if (debug.enabled("httpx:header") || debug.enabled("httpx:body")) {
        debug.enable(`${debug.disable()},-httpx:*`);
      }
    },
  };
}

interface Agents {
  readonly plain: HttpAgent;
  readonly secure: HttpAgent;
  readonly proxied: HttpAgent;
}

const agentsOf = new WeakMap<Transport, Agents>();

function agentFor(transport: Transport, url: string): HttpAgent {
  const agents = agentsOf.get(transport) ?? openAgents(transport.proxy);
  agentsOf.set(transport, agents);
  const { protocol, host } = new URL(url);
  if (protocol === "http:") {
    return agents.plain;
  }
  return isLoopback(host) ? agents.secure : agents.proxied;
}

function openAgents(proxy: Proxy | undefined): Agents {
  // An agent's own option wins over NODE_TLS_REJECT_UNAUTHORIZED.
  const options = { keepAlive: true, rejectUnauthorized: true };
  const secure = new SecureAgent(options);
  return {
    plain: new PlainAgent({ keepAlive: true }),
    secure,
    proxied: proxy === undefined ? secure : new SecureAgent({ ...options, proxyEnv: proxyEnv(proxy) }),
  };
}

function proxyEnv({ url, noProxy }: Proxy): NodeJS.ProcessEnv {
  return { HTTPS_PROXY: url, ...(noProxy !== undefined && { NO_PROXY: noProxy }) };
}

type Connected = (error: Error | null, stream: Duplex) => void;

class PlainAgent extends HttpAgent {
  override createConnection(options: ClientRequestArgs, callback?: Connected): Duplex | null | undefined {
    return timed("connect", (done) => super.createConnection(options, done), callback);
  }
}

class SecureAgent extends HttpsAgent {
  override createConnection(options: ClientRequestArgs, callback?: Connected): Duplex | null | undefined {
    return timed("secureConnect", (done) => super.createConnection(options, done), callback);
  }
}

/** The vendor's client has an idle timeout under the name of a connect timeout, so that connecting gets a clock here. */
function timed(
  event: "connect" | "secureConnect",
  connect: (done: Connected) => Duplex | null | undefined,
  callback: Connected | undefined,
): Duplex | null | undefined {
  const journey = travelling.getStore();
  if (journey === undefined) {
    return connect((error, stream) => callback?.(error, stream));
  }
  const { progress, transport } = journey;
  progress.connecting = true;
  // Node calls back where there is a tunnel through a proxy; else it returns the socket that the request will go over.
  const socket = connect((error, stream) => {
    clearTimeout(timer);
    progress.connecting = error !== null;
    callback?.(error, stream);
  });
  progress.throughProxy = event === "secureConnect" && !(socket instanceof TLSSocket);
  const timer = setTimeout(() => {
    const overdue = new ConnectionOverdue();
    if (socket && progress.throughProxy) {
      callback?.(overdue, socket);
    }
    socket?.destroy(progress.throughProxy ? undefined : overdue);
  }, transport.connectTimeoutMs);
  socket?.once("close", () => {
    clearTimeout(timer);
  });
  if (!progress.throughProxy) {
    socket?.once(event, () => {
      clearTimeout(timer);
      progress.connecting = false;
    });
  }
  return socket;
}
