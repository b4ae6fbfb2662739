/** The provider's own settings: an explicit Provider's arguments, or the stack's configuration of this package. */
import type { ConfigurationSource } from "../config/source";
import { openConfiguration, type Configuration } from "../host/configuration";
import type { CheckFailure } from "../keyPair/check";
import type { Properties } from "../keyPair/inputs";
import { unknown } from "../keyPair/unknown";

/** The settings that can name a region here, in their order: the plugin is not shown `alicloud:`. */
const regionSources =
  "the argument regionId, the explicit Provider's region, the stack configuration " +
  "(pulumi config set alicloud-keypair:region cn-hangzhou), the environment variable ALICLOUD_REGION or " +
  "ALIBABA_CLOUD_REGION, or the CLI's profile file";

/** Opens the configuration that these settings make, before the environment. */
export function openSettings(settings: Properties): Configuration {
  const source: ConfigurationSource = { stack: (key) => text(settings[key]), environment: process.env };
  return openConfiguration(source, regionSources);
}

/** What can't be used. Nothing is said of settings as long as one is not known yet. */
export function settingsFailures(settings: Properties): CheckFailure[] {
  return Object.values(settings).includes(unknown) ? [] : openSettings(settings).failures();
}

/** The names of the settings that differ. None of them replaces anything: a living pair keeps its region. */
export function changedSettings(olds: Properties, news: Properties): string[] {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...names].filter((name) => news[name] === unknown || text(olds[name]) !== text(news[name]));
}

/** Lists and maps come as JSON or as such. */
function text(value: unknown): string | undefined {
  if (value === undefined || value === unknown || typeof value === "string") {
    return typeof value === "string" ? value : undefined;
  }
  return JSON.stringify(value);
}
