/** What is wrong with the configuration, in words that name the setting. */

/** Credentials are missing or could not be read. The message names the sources that were tried. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

/** A setting can't be used. The message names it. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}
