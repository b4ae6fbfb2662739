/** What a host needs from its configuration, resolved once and in the same way for both hosts. */
import type { Connection } from "../ecs/ask";
import { isLoopback } from "../rpc/loopback";
import { configuredEndpoints, ecsEndpointOf, stsEndpoint } from "./endpoints";
import { ConfigurationError, stackValue, type ConfigurationSource } from "./source";
import { proxyOf } from "./proxy";
import { assumedRole, stackOidcRole } from "./role";
import type { KeySource } from "./session";

const defaultReadTimeoutMs = 60_000;
const defaultConnectTimeoutMs = 10_000;

/**
 * Resolves how to reach ECS. Credentials are read at the first call, not here, so that a preview needs none.
 *
 * @throws {@link ConfigurationError} that names the setting
 */
export function resolveConnection(source: ConfigurationSource): Connection {
  const endpoints = configuredEndpoints(source);
  const sts = endpoints.sts ?? stsEndpoint;
  const local = endpoints.ecs !== undefined && [endpoints.ecs, sts].every(({ host }) => isLoopback(host));
  const transport = {
    connectTimeoutMs: milliseconds(source, "clientConnectTimeout") ?? defaultConnectTimeoutMs,
    // Requests to the loopback bypass the proxy, so an emulator does not require a usable one.
    proxy: local ? undefined : proxyOf(source.environment),
  };
  const readTimeoutMs = milliseconds(source, "clientReadTimeout") ?? defaultReadTimeoutMs;
  checkRoles(source);
  let credentials: KeySource | undefined;
  return {
    accessKey: async (client, operation) => {
      if (credentials === undefined) {
        // Loaded here: the vendor's credentials library must not slow down operations without calls.
        const { findCredentials } = await import("./credentials.js");
        credentials = findCredentials(source, { client, endpoint: sts });
      }
      return credentials(operation);
    },
    ecsEndpoint: (regionId) => endpoints.ecs ?? ecsEndpointOf(regionId),
    stsEndpoint: sts,
    transport,
    readTimeoutMs,
    retryTimeoutMs: retryTimeoutMs(source),
  };
}

/** Reports an invalid role at preview already. */
function checkRoles(source: ConfigurationSource): void {
  assumedRole(source);
  stackOidcRole(source);
}

function milliseconds(source: ConfigurationSource, key: string): number | undefined {
  const value = stackValue(source, key);
  if (value === undefined) {
    return undefined;
  }
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new ConfigurationError(`${key} must be a whole number of milliseconds, such as 60000`);
  }
  return number;
}

/** In seconds, unlike the other two: the setting is `@pulumi/alicloud`'s, and one stack may configure both providers. */
function retryTimeoutMs(source: ConfigurationSource): number | undefined {
  const seconds = Number(stackValue(source, "maxRetryTimeout") ?? 0);
  if (!Number.isInteger(seconds) || seconds < 0) {
    throw new ConfigurationError("maxRetryTimeout must be a whole number of seconds, such as 120");
  }
  return seconds === 0 ? undefined : seconds * 1000;
}
