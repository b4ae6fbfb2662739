/** How requests of the vendor's libraries travel: over our own agents, which verify TLS, limit connect time and support proxies. */
import { AsyncLocalStorage } from "node:async_hooks";
import { Agent as HttpAgent, type ClientRequestArgs } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { httpClients, type HttpClient } from "./httpClients";
import { isLoopback } from "./loopback";

/** A proxy for `https://` requests, except to the loopback. */
export interface Proxy {
  /** Secret: it may contain a user and a password. */
  readonly url: string;
  /** The name used in messages. */
  readonly host: string;
  /** The value of `NO_PROXY`. */
  readonly noProxy: string | undefined;
}

/** How requests travel. */
export interface Transport {
  /** Connect timeout, including the proxy's tunnel and TLS, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly proxy: Proxy | undefined;
}

/** How far a request has got. */
export interface Progress {
  /** True from the first step of connecting until connected: the request can't have been sent yet. */
  connecting: boolean;
  throughProxy: boolean;
}

/** The connection was not established in time. */
export class ConnectTimeout extends Error {
  override readonly name = "ConnectTimeout";
}

/** @returns the progress of a request that has not started */
export function startProgress(): Progress {
  return { connecting: false, throughProxy: false };
}

/**
 * Runs `send`, which uses one of the vendor's libraries, so that its requests travel over our agents. Other requests of
 * this process are unaffected.
 */
export function sendOver<T>(transport: Transport, progress: Progress, send: () => Promise<T>): Promise<T> {
  for (const client of clients) {
    client.silence();
  }
  return requestContext.run({ transport, progress }, send);
}

interface RequestContext {
  readonly transport: Transport;
  readonly progress: Progress;
}

const requestContext = new AsyncLocalStorage<RequestContext>();

const clients = httpClients().map(overOurAgents);

/** The vendor's client accepts an agent, but the libraries above it pass none on. */
function overOurAgents({ httpx, debug }: HttpClient): { silence(): void } {
  const request = httpx.request.bind(httpx);
  httpx.request = (url, options) => {
    const context = requestContext.getStore();
    return request(
      url,
      context === undefined ? options : { ...options, agent: agentFor(context.transport, url) },
    );
  };
  return {
    silence: () => {
      // With DEBUG=* it would print each request's headers, signature and security token included.
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

/** The agent of a request to a URL: the proxy's, unless it goes to the loopback. */
export function agentFor(transport: Transport, url: string): HttpAgent {
  const agents = agentsOf.get(transport) ?? openAgents(transport.proxy);
  agentsOf.set(transport, agents);
  const { protocol, host } = new URL(url);
  if (protocol === "http:") {
    return agents.plain;
  }
  return isLoopback(host) ? agents.secure : agents.proxied;
}

function openAgents(proxy: Proxy | undefined): Agents {
  // An agent's own option overrides NODE_TLS_REJECT_UNAUTHORIZED.
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
    return withConnectTimeout("connect", (done) => super.createConnection(options, done), callback);
  }
}

class SecureAgent extends HttpsAgent {
  override createConnection(options: ClientRequestArgs, callback?: Connected): Duplex | null | undefined {
    return withConnectTimeout("secureConnect", (done) => super.createConnection(options, done), callback);
  }
}

/** Limits the time to connect: what the vendor's client calls a connect timeout is an idle timeout. */
function withConnectTimeout(
  event: "connect" | "secureConnect",
  connect: (done: Connected) => Duplex | null | undefined,
  callback: Connected | undefined,
): Duplex | null | undefined {
  const context = requestContext.getStore();
  if (context === undefined) {
    return connect((error, stream) => callback?.(error, stream));
  }
  const { progress, transport } = context;
  progress.connecting = true;
  // Through a proxy's tunnel, Node calls back. Otherwise it returns the socket that the request will use.
  const socket = connect((error, stream) => {
    clearTimeout(timer);
    progress.connecting = error !== null;
    callback?.(error, stream);
  });
  progress.throughProxy = event === "secureConnect" && !(socket instanceof TLSSocket);
  const timer = setTimeout(() => {
    const timeout = new ConnectTimeout();
    if (socket && progress.throughProxy) {
      callback?.(timeout, socket);
    }
    socket?.destroy(progress.throughProxy ? undefined : timeout);
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
