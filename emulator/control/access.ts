// Admits only programs and pages of this machine to the control API and the page, not foreign websites.
import type { IncomingHttpHeaders } from "node:http";
import { ControlError } from "./fields";

/** Rejects a request that may come from elsewhere. */
export type CheckAccess = (headers: IncomingHttpHeaders) => void;

/** @param host - the address that the emulator listens on, which also counts as this machine */
export function openAccess(host: string): CheckAccess {
  const ours = new Set(["127.0.0.1", "[::1]", "localhost", hostNameOf(`http://${bracketed(host)}`)]);
  const isOurs = (url: string): boolean => {
    const hostName = hostNameOf(url);
    return hostName !== undefined && ours.has(hostName);
  };
  return ({ host: hostHeader, origin }) => {
    if (hostHeader === undefined || !isOurs(`http://${hostHeader}`)) {
      throw new ControlError(403, "The Host header does not name this machine.");
    }
    if (origin !== undefined && !isOurs(origin))
      throw new ControlError(403, "The Origin header does not name this machine.");
  };
}

/** @returns an address as a URL writes it. */
export const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);

function hostNameOf(url: string): string | undefined {
  return URL.parse(url)?.hostname;
}
