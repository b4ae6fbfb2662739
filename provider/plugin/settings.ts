/** The provider's own settings: an explicit Provider's arguments, or this package's stack configuration. */
import type { ConfigurationSource } from "../config/source";
import { openConfiguration, type Configuration } from "../host/configuration";
import type { CheckFailure } from "../resource/resource";
import { unknown, type Properties } from "../resource/values";

/**
 * Opens the configuration; these settings take precedence over the environment.
 *
 * @param providerUrn - the Provider that the settings belong to; empty if the engine does not say
 */
export function openSettings(settings: Properties, providerUrn: string): Configuration {
  const provider = explicitProvider(providerUrn);
  const nameOf = (key: string): string =>
    provider === undefined ? `alicloud-keypair:${key}` : `${key} of the Provider ${provider}`;
  const source: ConfigurationSource = {
    stack: [{ nameOf, valueOf: (key) => settingText(settings[key]) }],
    environment: process.env,
  };
  return openConfiguration(source, regionSources(provider));
}

/** The settings that can't be used; none while a setting is still unknown. */
export function settingsFailures(settings: Properties, providerUrn: string): CheckFailure[] {
  return Object.values(settings).includes(unknown) ? [] : openSettings(settings, providerUrn).failures();
}

/** A setting as text. Lists and maps arrive either as JSON or as values. */
export function settingText(value: unknown): string | undefined {
  if (value === undefined || value === unknown || typeof value === "string") {
    return typeof value === "string" ? value : undefined;
  }
  return JSON.stringify(value);
}

/** The name of a Provider that the program declares; undefined for the engine's default provider. */
export function explicitProvider(urn: string): string | undefined {
  const name = urn.split("::")[3];
  return name === undefined || /^default(_\d|$)/.test(name) ? undefined : name;
}

/** The settings that can name a region, by precedence. The engine passes a plugin only its own namespace. */
function regionSources(provider: string | undefined): string {
  const own =
    provider === undefined
      ? "the stack configuration (pulumi config set alicloud-keypair:region cn-hangzhou; the plugin does not read alicloud:region)"
      : `region of the Provider ${provider} (an explicit Provider reads neither alicloud-keypair:region nor alicloud:region)`;
  return `the argument regionId, ${own}, the environment variable ALICLOUD_REGION or ALIBABA_CLOUD_REGION, or the CLI's profile file`;
}
