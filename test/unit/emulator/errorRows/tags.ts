// Errors of TagResources, UntagResources, ListTagResources and JoinResourceGroup.
import { regionId } from "../fixtures";
import {
  numbered,
  notSupplied,
  shouldNotBeNull,
  unknownRegion,
  unknownGroup,
  unknownType,
  badTagKey,
  badTagValue,
  tagQuota,
  type Row,
} from "./row";

const tagging = { RegionId: regionId, ResourceType: "keypair", "ResourceId.1": "taken" };
const joining = { RegionId: regionId, ResourceType: "keypair", ResourceId: "taken", ResourceGroupId: "rg-1" };
const unknownTagged = "The specified ResourceIds are not found in our records.";

const tagActionRows: Row[] = ["TagResources", "UntagResources", "ListTagResources"].flatMap(
  (action): Row[] => [
    [action, { ...tagging, RegionId: "" }, 404, "MissingParameter.RegionId", shouldNotBeNull("RegionId")],
    [action, { ...tagging, RegionId: "xx-1" }, 404, "InvalidRegionId.NotFound", unknownRegion],
    [
      action,
      { ...tagging, ResourceType: "" },
      404,
      "MissingParameter.ResourceType",
      shouldNotBeNull("ResourceType"),
    ],
    [action, { ...tagging, ResourceType: "disk" }, 404, "InvalidResourceType.NotFound", unknownType],
    [
      action,
      { ...tagging, ...numbered("ResourceId", 51), "Tag.1.Key": "a" },
      400,
      "NumberExceed.ResourceIds",
      "The ResourceIds parameter's number is exceed , Valid : 50",
    ],
    [
      action,
      {
        ...tagging,
        ...numbered(
          action === "UntagResources" ? "TagKey" : "Tag",
          21,
          action === "UntagResources" ? "" : ".Key",
        ),
      },
      400,
      "NumberExceed.Tags",
      "The Tags parameter's number is exceed , Valid : 20",
    ],
  ],
);

/** Errors of the actions on tags and resource groups. */
export const tagRows: Row[] = [
  ...tagActionRows,
  ...["TagResources", "UntagResources"].flatMap((action): Row[] => [
    [action, tagging, 404, "MissingParameter.Tags", shouldNotBeNull("Tags")],
    [
      action,
      { RegionId: regionId, ResourceType: "keypair", "Tag.1.Key": "a", "TagKey.1": "a" },
      404,
      "MissingParameter.ResourceIds",
      shouldNotBeNull("ResourceIds.N"),
    ],
    [
      action,
      { ...tagging, "ResourceId.2": "nobody", "Tag.1.Key": "a", "TagKey.1": "a" },
      404,
      "InvalidResourceId.NotFound",
      unknownTagged,
    ],
  ]),
  [
    "TagResources",
    { ...tagging, "Tag.1.Key": "a", "Tag.2.Key": "a" },
    400,
    "Duplicate.TagKey",
    "The Tag.N.Key contain duplicate key.",
  ],
  ["TagResources", { ...tagging, "Tag.1.Key": "aliyun" }, 400, "InvalidTagKey.Malformed", badTagKey],
  [
    "TagResources",
    { ...tagging, "Tag.1.Key": "a", "Tag.1.Value": "https://b" },
    400,
    "InvalidTagValue.Malformed",
    badTagValue,
  ],
  [
    "TagResources",
    { ...tagging, "Tag.1.Value": "b" },
    400,
    "InvalidTag.Mismatch",
    "The specified Tag.n.Key and Tag.n.Value are not match.",
  ],
  [
    "TagResources",
    { ...tagging, "ResourceId.2": "tagged", "Tag.1.Key": "one-more" },
    400,
    "OperationDenied.QuotaExceed",
    tagQuota,
  ],
  [
    "UntagResources",
    { ...tagging, All: "true", "TagKey.1": "a" },
    403,
    "Param.Conflict",
    "The specified all is true, but the specified TagKey.N is not empty.",
  ],
  [
    "ListTagResources",
    { ...tagging, "Tag.1.Value": "a" },
    403,
    "InvalidParameter.TagValue",
    "The Tag.N.Value parameter is invalid.",
  ],
  [
    "ListTagResources",
    { ...tagging, NextToken: "x y" },
    403,
    "Invalid.NextToken",
    "The specified NextToken is not valid.",
  ],
  ...["RegionId", "ResourceType", "ResourceId", "ResourceGroupId"].map((name): Row => [
    "JoinResourceGroup",
    { ...joining, [name]: "" },
    403,
    "MissingParameter",
    notSupplied(name),
  ]),
  [
    "JoinResourceGroup",
    { ...joining, ResourceType: "disk" },
    404,
    "InvalidResourceType.NotFound",
    unknownType,
  ],
  [
    "JoinResourceGroup",
    { ...joining, ResourceGroupId: "x" },
    404,
    "InvalidResourceGroup.NotFound",
    unknownGroup,
  ],
  [
    "JoinResourceGroup",
    { ...joining, ResourceId: "nobody" },
    404,
    "InvalidResourceId.NotFound",
    "The ResourceId provided does not exist in our records.",
  ],
];
