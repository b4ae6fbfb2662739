/** TagResources, UntagResources, ListTagResources and JoinResourceGroup. */
import { accepted, alone, outcomeBy, ruleBy, needing, refused, type Case, type Story } from "./case";
import { importedPair, prepared, runTagKey, takenLabel, type Ground } from "./ground";
import {
  badTagKey,
  badTagValue,
  inUnknownRegion,
  notSupplied,
  numbered,
  tagQuota,
  unknownGroup,
} from "./texts";

const unknownType = "The ResourceType provided does not exist in our records.";
const conflict = "The specified all is true, but the specified TagKey.N is not empty.";
const shouldNotBeNull = (name: string): string => `The parameter - ${name} should not be null`;

type Parameters = Readonly<Record<string, string>>;

/** All stories about tags and resource groups. */
export function tagStories(ground: Ground): Story[] {
  return [
    taggedPair(ground),
    untaggedPair(ground),
    ...alone([
      ...["TagResources", "UntagResources", "ListTagResources"].flatMap((action) =>
        sharedRows(ground, action),
      ),
      ...["TagResources", "UntagResources"].flatMap((action) => changeRows(ground, action)),
      ...tagRows(ground),
      ...listRows(ground),
      ...groupRows(ground),
    ]),
  ];
}

/** @returns the parameters that name a key pair's tags. */
function tagsOf({ regionId, prefix }: Ground, label: string): Parameters {
  return { RegionId: regionId, ResourceType: "keypair", "ResourceId.1": `${prefix}${label}` };
}

function taggedPair(ground: Ground): Story {
  const pair = tagsOf(ground, "team");
  const tag = { "Tag.1.Key": "team", "Tag.1.Value": "web" };
  const count = "TagResources.TagResource.length";
  return [
    accepted("ImportKeyPair", importedPair(ground, "team")),
    accepted("TagResources", { ...pair, ...tag }),
    accepted("ListTagResources", pair, [count, { equals: 2 }]),
    accepted(
      "ListTagResources",
      { ...pair, ...tag },
      ["TagResources.TagResource.0.ResourceId", { equals: `${ground.prefix}team` }],
      ["TagResources.TagResource.0.ResourceType", { equals: "keypair" }],
    ),
    accepted(
      "DescribeKeyPairs",
      { RegionId: ground.regionId, ...tag, "Tag.2.Key": runTagKey, "Tag.2.Value": ground.runId },
      ["TotalCount", { equals: 1 }],
      ["KeyPairs.KeyPair.0.KeyPairName", { equals: `${ground.prefix}team` }],
    ),
    accepted("UntagResources", { ...pair, "TagKey.1": "team" }),
    accepted("ListTagResources", pair, [count, { equals: 1 }]),
  ];
}

/** Puts the run's tag back at once: clean-up goes by it. */
function untaggedPair(ground: Ground): Story {
  const pair = tagsOf(ground, "untagged");
  const tags = { "Tag.2.Key": "a", "Tag.2.Value": "1", "Tag.3.Key": "b", "Tag.3.Value": "2" };
  return [
    accepted("ImportKeyPair", { ...importedPair(ground, "untagged"), ...tags }),
    {
      action: "UntagResources",
      parameters: { ...pair, All: "true", "TagKey.1": "a" },
      expected: outcomeBy("untagAllWithKeys", {
        refused: { status: 403, code: "Param.Conflict", message: conflict },
        keys: { status: 200 },
      }),
    },
    accepted("TagResources", { ...pair, "Tag.1.Key": runTagKey, "Tag.1.Value": ground.runId }),
    accepted("DescribeKeyPairs", { RegionId: ground.regionId, KeyPairName: `${ground.prefix}untagged` }, [
      "KeyPairs.KeyPair.0.Tags.Tag.length",
      ruleBy("untagAllWithKeys", { refused: { equals: 3 }, keys: { equals: 2 } }),
    ]),
  ];
}

function sharedRows(ground: Ground, action: string): Case[] {
  const pair = tagsOf(ground, takenLabel);
  const isUntag = action === "UntagResources";
  const tooManyTags = isUntag ? numbered("TagKey", 21) : numbered("Tag", 21, { ending: ".Key" });
  const tooManyPairs = numbered("ResourceId", 51, { value: `${ground.prefix}nobody-` });
  return [
    refused(action, { ...pair, RegionId: "" }, 404, "MissingParameter.RegionId", shouldNotBeNull("RegionId")),
    inUnknownRegion(action, pair),
    refused(
      action,
      { ...pair, ResourceType: "" },
      404,
      "MissingParameter.ResourceType",
      shouldNotBeNull("ResourceType"),
    ),
    refused(action, { ...pair, ResourceType: "disk" }, 404, "InvalidResourceType.NotFound", unknownType),
    refused(
      action,
      { ...pair, ...tooManyPairs, "Tag.1.Key": "a" },
      400,
      "NumberExceed.ResourceIds",
      "The ResourceIds parameter's number is exceed , Valid : 50",
    ),
    refused(
      action,
      { ...pair, ...tooManyTags },
      400,
      "NumberExceed.Tags",
      "The Tags parameter's number is exceed , Valid : 20",
    ),
  ];
}

function changeRows(ground: Ground, action: string): Case[] {
  const pair = tagsOf(ground, takenLabel);
  const { RegionId = "", ResourceType = "" } = pair;
  const tag = { "Tag.1.Key": "a", "TagKey.1": "a" };
  return [
    refused(action, pair, 404, "MissingParameter.Tags", shouldNotBeNull("Tags")),
    refused(
      action,
      { RegionId, ResourceType, ...tag },
      404,
      "MissingParameter.ResourceIds",
      shouldNotBeNull("ResourceIds.N"),
    ),
    refused(
      action,
      { ...pair, "ResourceId.2": `${ground.prefix}nobody`, ...tag },
      404,
      "InvalidResourceId.NotFound",
      "The specified ResourceIds are not found in our records.",
    ),
  ];
}

function tagRows(ground: Ground): Case[] {
  const pair = tagsOf(ground, takenLabel);
  return [
    refused(
      "TagResources",
      { ...pair, "Tag.1.Key": "a", "Tag.2.Key": "a" },
      400,
      "Duplicate.TagKey",
      "The Tag.N.Key contain duplicate key.",
    ),
    refused("TagResources", { ...pair, "Tag.1.Key": "aliyun" }, 400, "InvalidTagKey.Malformed", badTagKey),
    refused(
      "TagResources",
      { ...pair, "Tag.1.Key": "a", "Tag.1.Value": "https://b" },
      400,
      "InvalidTagValue.Malformed",
      badTagValue,
    ),
    refused(
      "TagResources",
      { ...pair, "Tag.1.Value": "b" },
      400,
      "InvalidTag.Mismatch",
      "The specified Tag.n.Key and Tag.n.Value are not match.",
    ),
    ...needing("quota", [
      refused(
        "TagResources",
        { ...pair, "ResourceId.2": prepared.taggedPair, "Tag.1.Key": "one-more" },
        400,
        "OperationDenied.QuotaExceed",
        tagQuota,
      ),
    ]),
  ];
}

function listRows(ground: Ground): Case[] {
  const pair = tagsOf(ground, takenLabel);
  return [
    refused(
      "ListTagResources",
      { ...pair, "Tag.1.Value": "a" },
      403,
      "InvalidParameter.TagValue",
      "The Tag.N.Value parameter is invalid.",
    ),
    refused(
      "ListTagResources",
      { ...pair, NextToken: "x y" },
      403,
      "Invalid.NextToken",
      "The specified NextToken is not valid.",
    ),
  ];
}

function groupRows({ regionId, prefix }: Ground): Case[] {
  const joining = {
    RegionId: regionId,
    ResourceType: "keypair",
    ResourceId: `${prefix}${takenLabel}`,
    ResourceGroupId: "rg-conformance0none",
  };
  const row = (changed: Parameters, status: number, code: string, message: string): Case =>
    refused("JoinResourceGroup", { ...joining, ...changed }, status, code, message);
  return [
    ...Object.keys(joining).map((name) => row({ [name]: "" }, 403, "MissingParameter", notSupplied(name))),
    row({ ResourceType: "disk" }, 404, "InvalidResourceType.NotFound", unknownType),
    row({ ResourceGroupId: "x" }, 404, "InvalidResourceGroup.NotFound", unknownGroup),
    row(
      { ResourceId: `${prefix}nobody` },
      404,
      "InvalidResourceId.NotFound",
      "The ResourceId provided does not exist in our records.",
    ),
  ];
}
