/** The configuration of the dynamic host: the stack's, in two namespaces, before the environment's. */
import { regionSources } from "../config/region";
import { openConfiguration, type Configuration } from "../host/configuration";

/** @param stackConfiguration - reads the whole stack configuration, by full key such as `alicloud:region` */
export function openStackConfiguration(
  stackConfiguration: (key: string) => string | undefined,
): Configuration {
  const stack = ["alicloud-keypair", "alicloud"].map((namespace) => ({
    nameOf: (key: string) => `${namespace}:${key}`,
    valueOf: (key: string) => stackConfiguration(`${namespace}:${key}`),
  }));
  return openConfiguration({ stack, environment: process.env }, regionSources);
}
