/** Everything a host needs to know of its configuration, resolved once and the same way for both hosts. */
import type { Connection } from "../ecs/client";
import type { AccessKey } from "../ecs/rpc";
import { configuredEndpoints, ecsEndpointOf, stsEndpoint } from "./endpoints";
import { ConfigurationError } from "./errors";
import { stackValue, type ConfigurationSource } from "./source";

const defaultReadTimeoutMs = 60_000;

/**
 * Resolves how to reach ECS. Credentials are looked for at the first call, not here, so that a preview needs none.
 *
 * @throws {@link ConfigurationError} that names the setting
 */
export function resolveConnection(source: ConfigurationSource): Connection {
  const endpoints = configuredEndpoints(source);
  let credentials: (() => Promise<AccessKey>) | undefined;
  return {
    accessKey: async () => {
      if (credentials === undefined) {
        // Loaded here: the vendor's credentials library must not slow down what makes no call.
        const { findCredentials } = await import("./credentials.js");
        credentials = findCredentials(source);
      }
      return credentials();
    },
    ecsEndpoint: (regionId) => endpoints.ecs ?? ecsEndpointOf(regionId),
    stsEndpoint: () => endpoints.sts ?? stsEndpoint,
    readTimeoutMs: milliseconds(source, "clientReadTimeout") ?? defaultReadTimeoutMs,
  };
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
