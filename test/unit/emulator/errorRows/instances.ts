// Errors of AttachKeyPair, DetachKeyPair, DescribeInstances and DescribeInstanceStatus.
import { regionId } from "../fixtures";
import { notSupplied, numbered, unknownRegion, type Row } from "./row";

const binding = { RegionId: regionId, KeyPairName: "taken", InstanceIds: '["i-linux"]' };
const unknownPair = "The specified KeyPairName does not exist in our records.";
const badInstances = "The specified parameter InstanceIds is not valid.";
const tooManyInstances = JSON.stringify(Array.from({ length: 51 }, (_, n) => `i-${n}`));

/** Errors of the actions on instances. */
export const instanceRows: Row[] = ["AttachKeyPair", "DetachKeyPair"].flatMap((action): Row[] => [
  [action, { ...binding, RegionId: "" }, 400, "MissingParameter", notSupplied("RegionId")],
  [action, { ...binding, KeyPairName: "" }, 400, "MissingParameter", notSupplied("KeyPairName")],
  [action, { ...binding, InstanceIds: "" }, 400, "MissingParameter", notSupplied("InstanceIds")],
  [action, { ...binding, RegionId: "xx-1" }, 404, "InvalidRegionId.NotFound", unknownRegion],
  [action, { ...binding, KeyPairName: "nobody" }, 400, "InvalidKeyPairName.NotFound", unknownPair],
  ...["i-linux", "[i-linux]"].map((InstanceIds): Row => [
    action,
    { ...binding, InstanceIds },
    400,
    "InvalidInstanceIds.ValueNotSupported",
    badInstances,
  ]),
  [
    action,
    { ...binding, InstanceIds: tooManyInstances },
    403,
    "InstanceKeyPairLimitExceeded",
    "The specified instances are beyond the permitted range.",
  ],
]);

instanceRows.push(
  [
    "DescribeInstances",
    { RegionId: regionId, InstanceIds: "i-linux" },
    400,
    "InvalidInstanceIds.Malformed",
    "The specified InstanceIds is not valid.",
  ],
  [
    "DescribeInstances",
    { RegionId: regionId, MaxResults: "many" },
    400,
    "InvalidParameter",
    'The specified parameter "MaxResults" is not valid.',
  ],
  ["DescribeInstanceStatus", {}, 400, "MissingParameter", notSupplied("RegionId")],
  [
    "DescribeInstanceStatus",
    { RegionId: regionId, PageSize: "51" },
    400,
    "InvalidParameter",
    'The specified parameter "PageSize" is not valid.',
  ],
  [
    "DescribeInstanceStatus",
    { RegionId: regionId, ...numbered("InstanceId", 101) },
    403,
    "InvalidParameter.TooManyInstanceIds",
    "Instance ids cannot be more than 100.",
  ],
);
