// Who may use the control API and the page: programs and pages of this machine, no foreign web site.
import type { IncomingHttpHeaders } from "node:http";
import { ControlError } from "./fields";

/** Refuses a request that may come from elsewhere. */
export type CheckAccess = (headers: IncomingHttpHeaders) => void;

/**
 * Opens the check.
 *
 * @param host - the address that the emulator listens on, which counts as this machine too
 */
export function openAccess(host: string): CheckAccess {
  const ours = new Set(["127.0.0.1", "[::1]", "localhost", hostNameOf(`http://${bracketed(host)}`)]);
  const isOurs = (url: string): boolean => {
    const hostName = hostNameOf(url);
    return hostName !== undefined && ours.has(hostName);
  };
  return ({ host: hostHeader, origin }) => {
    if (hostHeader === undefined || !isOurs(`http://${hostHeader}`)) {
      throw new ControlError(403, "The Host is not this machine.");
    }
    if (origin !== undefined && !isOurs(origin)) throw new ControlError(403, "The Origin is foreign.");
  };
}

/** @returns an address as it stands in a URL. */
export const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);

function hostNameOf(url: string): string | undefined {
  return URL.parse(url)?.hostname;
}
