/** Advice on the error codes and statuses that Cloud Assistant returns, and on the script's own refusals. */
import type { AdviceTable } from "../resource/advice";

export const authorizedKeyAdvice: AdviceTable = [
  [
    "Invocation.ExceedQuota",
    "The account has used up its commands for today. Run `pulumi up` again tomorrow, or request an increase in Alibaba Cloud's Quota Center.",
  ],
  [
    "InstanceIds.ExceedLimit",
    "The account can run commands only on fewer instances at a time. Request an increase in Alibaba Cloud's Quota Center.",
  ],
  [
    "InternalError.Dispatch",
    "Cloud Assistant could not deliver the command. Retry later. If it persists, quote the RequestId to Alibaba Cloud support.",
  ],
  ["IdempotentProcessing", "The same command is still being processed. Run `pulumi up` again."],
  [
    "Operation.Forbidden",
    "The account may not use Cloud Assistant here. Check that it is enabled in this region.",
  ],
];

const startAgent =
  "Start the agent (systemctl start aliyun.service), or install it, then run `pulumi up` again";
const startInstance = "Start the instance and run `pulumi up` again, or set onUnfit";

const instanceAdvice: Readonly<Record<string, string>> = {
  "InvalidInstanceId.NotFound": "Remove it from instanceIds, or check regionId",
  "InvalidInstance.NotFound": "Remove it from instanceIds, or check regionId",
  InstanceNotExists: "Remove it from instanceIds",
  InstanceReleased: "Remove it from instanceIds",
  InstanceNotRunning: startInstance,
  WindowsInstance: "Key pairs are for Linux. Remove it from instanceIds, or set onUnfit",
  CommandNotApplicable: "Shell scripts are for Linux. Remove it from instanceIds, or set onUnfit",
  ClientNotRunning: startAgent,
  ClientNotResponse: startAgent,
  ClientIsUpgrading: "Wait a few minutes, then run `pulumi up` again",
  ClientNeedUpgrade: "Update the Cloud Assistant agent, then run `pulumi up` again",
  DeliveryTimeout: startAgent,
  SecurityGroupRuleDenied: "Allow the instance to reach Cloud Assistant in its security groups",
  AccountNotExists: "Cloud Assistant could not run the script as root, which must exist on the instance",
  DirectoryNotExists: "Cloud Assistant could not enter the directory / on the instance",
  ExecutionTimeout: "Set a longer timeoutSeconds",
  Timeout: "Set a longer timeoutSeconds",
  ExecutionException: "Look at the command's result in the ECS console",
  ExitCodeNonzero: "Look at the command's output in the ECS console",
  Failed: "Look at the command's output in the ECS console",
  Error: "Look at the command's result in the ECS console",
  Invalid: "Look at the command's result in the ECS console",
  Aborted: startAgent,
  Cancelled: "Somebody stopped the command. Run `pulumi up` again",
  Terminated: "Somebody stopped the command. Run `pulumi up` again",
  ExecutionInterrupted: "The instance was restarted, or the agent stopped. Run `pulumi up` again",
  NoResult: "Run `pulumi up` again: it writes nothing twice",
  NoReport: "Look at the command's output in the ECS console",
  NoSuchUser: "Create the user on the instance, or set another user",
  NoHome: "Create the user's home directory on the instance",
  LinkRefused: "Replace the link on the instance with a plain file or directory",
  ForeignOwner: "Make the user the owner of ~/.ssh and authorized_keys on the instance",
  OtherKeyFile:
    "Let sshd read ~/.ssh/authorized_keys (AuthorizedKeysFile): this resource changes no other file",
  WriteFailed: "Check the free disk space and the file system of the instance",
  ToolMissing: "Install the missing tool on the instance",
  PublicKeyOff: "Allow keys for this user in the configuration of sshd (PubkeyAuthentication)",
  Unreadable: "Repair authorized_keys on the instance: it contains bytes that are not text",
  TooManyKeys: "Remove keys that are no longer used from authorized_keys on the instance",
  NotWritten: "Look at authorized_keys on the instance: another program changes it",
  Busy: "Another command changes the file. Run `pulumi up` again",
};

/** What to do about an instance that failed; undefined where its message must suffice. */
export function adviceOnInstance(code: string): string | undefined {
  return instanceAdvice[code];
}
