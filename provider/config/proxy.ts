/** The proxy set in the environment, for Node's own agents. */
import type { Proxy } from "../rpc/transport";
import { ConfigurationError, firstOf, type Environment } from "./source";

/**
 * Reads `HTTPS_PROXY` and `NO_PROXY`; the lower-case spelling wins. `HTTP_PROXY` is ignored: no request leaves this machine
 * without TLS.
 *
 * @param nodeVersion - the version of the running Node.js
 * @throws {@link ConfigurationError} for a proxy that can't be used; it never quotes the user and password
 */
export function proxyOf(environment: Environment, nodeVersion = process.versions.node): Proxy | undefined {
  const address = firstOf(environment, ["https_proxy", "HTTPS_PROXY"]);
  const noProxy = firstOf(environment, ["no_proxy", "NO_PROXY"]);
  if (address === undefined || noProxy?.trim() === "*") {
    return undefined;
  }
  const url = URL.parse(address.includes("://") ? address : `http://${address}`);
  // An https:// proxy would not be verified if NODE_TLS_REJECT_UNAUTHORIZED=0 is set.
  if (url === null || url.protocol !== "http:" || url.hostname === "") {
    throw new ConfigurationError("HTTPS_PROXY must be an http:// URL, such as http://proxy.example.com:3128");
  }
  if (!supportsProxies(nodeVersion)) {
    throw new ConfigurationError(
      `HTTPS_PROXY is set, but Node.js ${nodeVersion} does not support proxies. Use Node.js 22.21, 24.5 or newer, or set ` +
        "NO_PROXY=* if ECS can be reached without the proxy",
    );
  }
  return { url: url.href, host: url.host, noProxy };
}

function supportsProxies(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
