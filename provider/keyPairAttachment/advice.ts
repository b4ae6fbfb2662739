/** Advice on the error codes that calls about bindings return. */
import type { AdviceTable } from "../resource/advice";

const missingPair = "The key pair does not exist in this region. Check keyPairName and regionId.";

export const attachmentAdvice: AdviceTable = [
  ["InvalidKeyPairName.NotFound", missingPair],
  ["InvalidKeyPair.NotFound", missingPair],
];

const instanceAdvice: Readonly<Record<string, string>> = {
  "InvalidInstanceId.NotFound": "Remove it from instanceIds, or check regionId",
  "DependencyViolation.WindowsInstance": "Key pairs are for Linux. Remove it from instanceIds",
  "DependencyViolation.IoOptimize": "Only I/O optimized instances take key pairs. Remove it from instanceIds",
  IncorrectInstanceStatus: "Run `pulumi up` again when it is Running or Stopped",
};

/** What to do about an instance that failed; undefined where ECS's message must suffice. */
export function adviceOnInstance(code: string): string | undefined {
  return instanceAdvice[code];
}
