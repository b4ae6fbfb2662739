/** The endpoints of ECS and STS: from the configuration, the environment or the region ID. */
import { isLoopback } from "../rpc/loopback";
import type { Endpoint } from "../rpc/call";
import { ConfigurationError, firstOf, stackObjects, type ConfigurationSource } from "./source";

/** The endpoints that are configured; if undefined, the public one applies. */
export interface ConfiguredEndpoints {
  readonly ecs: Endpoint | undefined;
  readonly sts: Endpoint | undefined;
}

/**
 * Reads `endpoints` of the stack configuration (as in `@pulumi/alicloud`: `[{"ecs": "…", "sts": "…"}]`), then
 * `ALIBABA_CLOUD_ENDPOINT_ECS` and `ALIBABA_CLOUD_ENDPOINT_STS`. Each is a host or a URL.
 *
 * @throws {@link ConfigurationError} for an invalid address, and for `http://` beyond the loopback
 */
export function configuredEndpoints(source: ConfigurationSource): ConfiguredEndpoints {
  const configured = stackEndpoints(source);
  const ecs = endpointOf(
    "ECS",
    configured.ecs ?? firstOf(source.environment, ["ALIBABA_CLOUD_ENDPOINT_ECS"]),
  );
  const sts = endpointOf(
    "STS",
    configured.sts ?? firstOf(source.environment, ["ALIBABA_CLOUD_ENDPOINT_STS"]),
  );
  // An emulator serves both: its fake credentials must never be sent to the real STS.
  return { ecs, sts: sts ?? (ecs !== undefined && isLoopback(ecs.host) ? ecs : undefined) };
}

/** Regions whose ECS host name does not follow the pattern `ecs.REGION.aliyuncs.com`. */
const ecsHosts = new Map<string, string>([
  ["cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"],
  ["cn-shanghai-finance-1", "ecs-cn-hangzhou.aliyuncs.com"],
  ["cn-shenzhen-finance-1", "ecs-cn-hangzhou.aliyuncs.com"],
  ["cn-hangzhou-finance", "ecs.aliyuncs.com"],
  ["cn-north-2-gov-1", "ecs.aliyuncs.com"],
]);

/** The public ECS endpoint of a region. */
export function ecsEndpointOf(regionId: string): Endpoint {
  return {
    protocol: "https",
    host: ecsHosts.get(regionId) ?? `ecs.${regionId}.aliyuncs.com`,
    fromRegion: true,
  };
}

/** The public STS endpoint, which serves every region of an account. */
export const stsEndpoint: Endpoint = { protocol: "https", host: "sts.aliyuncs.com", fromRegion: false };

interface EndpointTexts {
  readonly ecs: string | undefined;
  readonly sts: string | undefined;
}

function stackEndpoints(source: ConfigurationSource): EndpointTexts {
  const entries = stackObjects(source, "endpoints", '[{"ecs": "ecs.cn-beijing.aliyuncs.com"}]');
  const find = (service: string): string | undefined =>
    entries
      .map((entry) => entry[service])
      .find((value): value is string => typeof value === "string" && value !== "");
  return { ecs: find("ecs"), sts: find("sts") };
}

function endpointOf(service: string, address: string | undefined): Endpoint | undefined {
  if (address === undefined) {
    return undefined;
  }
  const text = address.includes("://") ? address : `https://${address}`;
  const url = URL.parse(text);
  if (
    url === null ||
    !["http:", "https:"].includes(url.protocol) ||
    url.pathname !== "/" ||
    url.search !== ""
  ) {
    throw new ConfigurationError(`the ${service} endpoint must be a host or an https:// URL without a path`);
  }
  if (url.protocol === "http:" && !isLoopback(url.host)) {
    throw new ConfigurationError(
      `the ${service} endpoint http://${url.host} is not allowed: http:// would send the private key unencrypted. ` +
        "Use https://. Only an emulator on 127.0.0.1, [::1] or localhost may use http://",
    );
  }
  return { protocol: url.protocol === "http:" ? "http" : "https", host: url.host, fromRegion: false };
}
