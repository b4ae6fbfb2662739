/** The configuration as both hosts use it: the API, opened once, and the default region. */
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
  /** The settings that can't be used, so that a preview shows them before the first call. */
  readonly failures: () => CheckFailure[];
  /** The defaults for a new key pair whose program sets no region. */
  readonly defaults: () => Defaults;
  /**
   * Returns the region itself, or the default.
   *
   * @throws {@link ConfigurationError} if neither is set, or if the default is not a region's id
   */
  readonly regionOf: (regionId: string | undefined) => string;
}

/** @param regionSources - the settings that can name a region, by precedence, for messages */
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
  // Loaded only here: Alibaba's SDK must not slow down a preview or an `up` that changes nothing.
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
