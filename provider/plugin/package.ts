/** The package's version and schema, as the plugin reports them. */
import { version } from "../../package.json";
import schema from "../schema.json";

/** The package's version. */
export const packageVersion: string = version;

/** @returns the schema as JSON */
export function packageSchema(): string {
  return JSON.stringify(schema);
}
