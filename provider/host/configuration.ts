/** What both hosts make of their configuration: the API, opened once, and the region of what names none. */
import { ConfigurationError, type ConfigurationSource } from "../config/source";
import { defaultRegion, profileProblem } from "../config/region";
import { resolveConnection } from "../config/settings";
import type { EcsApi } from "../ecs/api";
import type { CheckFailure, Defaults } from "../resource/resource";
import { defaultRegionProblems } from "../resource/rules";

/** A host's configuration in use. */
export interface Configuration {
  /** The API, opened at the first call. */
  readonly ecs: () => Promise<EcsApi>;
  /** What can't be used of the settings, so that it shows at preview and not only when the first call is made. */
  readonly failures: () => CheckFailure[];
  /** Where a new key pair goes whose program names no region. */
  readonly defaults: () => Defaults;
  /**
   * The region itself, or the default.
   *
   * @throws {@link ConfigurationError} where there is neither, or where the default is no region's id
   */
  readonly regionOf: (regionId: string | undefined) => string;
}

/** @param regionSources - the settings that can name a region, in their order, for a message */
export function openConfiguration(source: ConfigurationSource, regionSources: string): Configuration {
  let opened: Promise<EcsApi> | undefined;
  return {
    ecs: () => {
      opened ??= openEcs(source);
      return opened;
    },
    failures: () => failuresOf(source),
    defaults: () => defaultsOf(source, regionSources),
    regionOf: (regionId) => regionId ?? defaultRegionOf(defaultsOf(source, regionSources)),
  };
}

function defaultsOf(source: ConfigurationSource, regionSources: string): Defaults {
  const region = defaultRegion(source);
  const problem = region === undefined ? profileProblem(source) : undefined;
  return {
    regionId: region?.value,
    regionName: region?.name,
    regionSources: problem === undefined ? regionSources : `${regionSources} (not used: ${problem})`,
  };
}

function defaultRegionOf(defaults: Defaults): string {
  const [problem] = defaultRegionProblems(defaults);
  if (defaults.regionId === undefined || problem !== undefined) {
    throw new ConfigurationError(problem);
  }
  return defaults.regionId;
}

async function openEcs(source: ConfigurationSource): Promise<EcsApi> {
  const connection = resolveConnection(source);
  // Loaded here: Alibaba's SDK must not slow down a preview or an `up` that changes nothing.
  const client = await import("../ecs/client.js");
  return client.openEcs(connection);
}

function failuresOf(source: ConfigurationSource): CheckFailure[] {
  try {
    resolveConnection(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return [{ property: "", reason: error.message }];
    }
    throw error;
  }
}
