// Reads the switches of an instance that the control API accepts.
import { commandErrors, finalStatuses, type CommandErrorCode, type FinalStatus } from "../assistant/outcomes";
import type { SetInstance } from "../instanceDoors";
import { sshdStates } from "../machines/standIns";
import type { CommandFault } from "../machines/switches";
import { ControlError, openFields, type Fields } from "./fields";

/**
 * Reads switches. Those left out stay as they are.
 *
 * @throws {@link ControlError} if the value does not hold switches of an instance
 */
export function readSetInstance(value: unknown): SetInstance {
  const fields = openFields(value);
  const wanted = {
    accessKeyId: fields.text("accessKeyId"),
    regionId: fields.requiredText("regionId"),
    instanceId: fields.requiredText("instanceId"),
    agent: fields.oneOf("agent", ["running", "stopped"]),
    network: fields.oneOf("network", ["up", "cut"]),
    disk: fields.oneOf("disk", ["ok", "full"]),
    sshd: fields.oneOf("sshd", sshdStates),
    authorizedKeysFile: readFiles(fields),
    failCommands: readCommandFault(fields.nested("failCommands")),
  };
  fields.end();
  return wanted;
}

function readFiles(fields: Fields): string | undefined {
  const files = fields.text("authorizedKeysFile");
  if (files !== undefined && !/^[^\r\n]{1,1000}$/u.test(files)) {
    throw new ControlError(400, "authorizedKeysFile must be one line of up to 1000 characters.");
  }
  return files;
}

const statuses = [...keysOf(finalStatuses), "Pending", "Running"] as (FinalStatus | "Pending" | "Running")[];

function readCommandFault(fields: Fields | null | undefined): CommandFault | null | undefined {
  if (fields === null || fields === undefined) return fields;
  const status = fields.oneOf("status", statuses);
  if (status === undefined) throw new ControlError(400, "status is missing.");
  const calls = fields.count("calls");
  if (calls === 0) throw new ControlError(400, "calls must be at least 1.");
  const fault = {
    status,
    calls,
    errorCode: fields.oneOf<CommandErrorCode>("errorCode", keysOf(commandErrors)),
    exitCode: fields.count("exitCode"),
    output: fields.text("output"),
    run: fields.flag("run"),
  };
  fields.end();
  return fault;
}

function keysOf<T extends object>(value: T): (keyof T & string)[] {
  return Object.keys(value) as (keyof T & string)[];
}
