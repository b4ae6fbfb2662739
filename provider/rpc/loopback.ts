/** Which hosts are the local machine, such as an emulator's: reached without TLS and without a proxy. */
import { isIP } from "node:net";

/** @param host - a host name or address as in a URL, with or without a port */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, "");
  return name === "localhost" || name === "[::1]" || (isIP(name) === 4 && name.startsWith("127."));
}
