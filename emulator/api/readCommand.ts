// Reads the command in a request of RunCommand, within the documented limits.
import { randomBytes } from "node:crypto";
import type { AssistantCommand } from "../assistant/invocations";
import { resourceGroupFor } from "../cloud/resourceGroups";
import {
  commandNameTooLong,
  contentTooLong,
  descriptionTooLong,
  invalidWorkingDir,
  notEmulated,
  parametersDisabled,
  undecodableContent,
  unknownCommandType,
  unknownRepeatMode,
  unknownTerminationMode,
  usernameTooLong,
} from "./commandErrors";
import { integer, isTrue, optional, required, tagList, type Parameters } from "./parameters";

const commandTypes = ["RunShellScript", "RunBatScript", "RunPowerShellScript"];
const kibibyte = 1024;

/**
 * Reads a command.
 *
 * @throws {@link ApiError} if a value is missing, too long or not supported
 */
export function readCommand(parameters: Parameters, accountId: string): AssistantCommand {
  const type = required(parameters, "Type");
  if (!commandTypes.includes(type)) throw unknownCommandType();
  refuseUnsupported(parameters);
  return {
    commandId: `c-${randomBytes(16).toString("hex")}`,
    type,
    content: readContent(parameters),
    name: short(parameters, "Name", 128, commandNameTooLong) ?? "",
    description: short(parameters, "Description", 512, descriptionTooLong) ?? "",
    timeoutSeconds: integer(parameters, "Timeout", { default: 60, min: 10, max: 86_400 }),
    username: short(parameters, "Username", 255, usernameTooLong) ?? "root",
    workingDir: short(parameters, "WorkingDir", 200, invalidWorkingDir),
    repeatMode: readRepeatMode(parameters),
    terminationMode: readTerminationMode(parameters),
    resourceGroupId: resourceGroupFor(accountId, optional(parameters, "ResourceGroupId")),
    tags: tagList(parameters),
  };
}

function short(
  parameters: Parameters,
  name: string,
  maxLength: number,
  tooLong: () => Error,
): string | undefined {
  const text = optional(parameters, name);
  if (text !== undefined && text.length > maxLength) throw tooLong();
  return text;
}

/** Documented: an unknown encoding counts as PlainText. */
function readContent(parameters: Parameters): string {
  const given = required(parameters, "CommandContent");
  const isBase64 = parameters.get("ContentEncoding")?.toLowerCase() === "base64";
  const bytes = isBase64 ? decoded(given) : Buffer.from(given);
  const limit = isTrue(parameters, "KeepCommand") ? 18 * kibibyte : 24 * kibibyte;
  if (bytes.toString("base64").length > limit) throw contentTooLong();
  return bytes.toString("utf8");
}

function decoded(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  const bare = (base64: string): string => base64.replace(/=+$/u, "");
  if (bytes.length === 0 || bare(bytes.toString("base64")) !== bare(text)) throw undecodableContent();
  return bytes;
}

function readRepeatMode(parameters: Parameters): string {
  const mode = optional(parameters, "RepeatMode") ?? "Once";
  if (["Period", "NextRebootOnly", "EveryReboot"].includes(mode)) throw notEmulated(`RepeatMode=${mode}`);
  if (mode !== "Once" && mode !== "DryRun") throw unknownRepeatMode();
  return mode;
}

function readTerminationMode(parameters: Parameters): string {
  const mode = optional(parameters, "TerminationMode") ?? "ProcessTree";
  if (mode !== "Process" && mode !== "ProcessTree") throw unknownTerminationMode();
  return mode;
}

const unsupported = ["Frequency", "Launcher", "ContainerId", "ContainerName", "OssOutputDelivery"];

function refuseUnsupported(parameters: Parameters): void {
  const enabled = isTrue(parameters, "EnableParameter");
  const values = optional(parameters, "Parameters") ?? "{}";
  if (enabled) throw notEmulated("EnableParameter");
  if (values !== "{}") throw parametersDisabled();
  for (const name of unsupported) {
    if (optional(parameters, name) !== undefined) throw notEmulated(name);
  }
  if ([...parameters.keys()].some((name) => name.startsWith("ResourceTag.")))
    throw notEmulated("ResourceTag");
}
