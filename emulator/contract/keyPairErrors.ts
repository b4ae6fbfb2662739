/** What CreateKeyPair, ImportKeyPair, DescribeKeyPairs and DeleteKeyPairs refuse. */
import { needing, refused, type Case } from "./case";
import { importedPair, newPair, prepared, runTagKey, takenLabel, type Ground } from "./ground";
import {
  badKeyPairName,
  badTagKey,
  badTagValue,
  inUnknownRegion,
  notSupplied,
  notValid,
  numbered,
  tagQuota,
  unknownGroup,
} from "./texts";

const quota = "The key pair quota exceeds.";

/** All errors of the actions on key pairs. */
export function keyPairErrors(ground: Ground): Case[] {
  return [
    ...createRows(ground),
    ...createdTagRows(ground),
    ...importRows(ground),
    ...describeRows(ground),
    ...deleteRows(ground),
  ];
}

function createRows(ground: Ground): Case[] {
  const pair = newPair(ground, "other");
  const { RegionId = "", KeyPairName = "", ...tag } = pair;
  const named = (name: string): Case =>
    refused(
      "CreateKeyPair",
      { ...pair, KeyPairName: name },
      400,
      "InvalidKeyPairName.Malformed",
      badKeyPairName,
    );
  return [
    refused("CreateKeyPair", { ...tag, KeyPairName }, 400, "MissingParameter", notSupplied("RegionId")),
    refused("CreateKeyPair", { ...tag, RegionId }, 400, "MissingParameter", notSupplied("KeyPairName")),
    inUnknownRegion("CreateKeyPair", pair),
    named(KeyPairName.padEnd(129, "d")),
    named(`${KeyPairName} d`),
    ...needing("name", ["d", "1dev", "http://dev", "https://dev", "-密钥"].map(named)),
    ...needing("quota", [
      refused("CreateKeyPair", { ...pair, RegionId: prepared.fullRegion }, 403, "QuotaExceed.KeyPair", quota),
    ]),
    refused(
      "CreateKeyPair",
      { ...pair, ResourceGroupId: "nowhere" },
      404,
      "InvalidResourceGroup.NotFound",
      unknownGroup,
    ),
  ];
}

function createdTagRows(ground: Ground): Case[] {
  const pair = newPair(ground, "other");
  const row = (tag: Record<string, string>, status: number, code: string, message: string): Case =>
    refused("CreateKeyPair", { ...pair, ...tag }, status, code, message);
  const duplicate = { "Tag.2.Key": runTagKey, "Tag.2.Value": "other" };
  const tooMany = numbered("Tag", 21, { ending: ".Key" });
  return [
    row(duplicate, 400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key."),
    ...["", "k".repeat(129), "acs:a", "aliyun-a", "a http://b"].map((key) =>
      row({ "Tag.2.Key": key, "Tag.2.Value": "" }, 400, "InvalidTagKey.Malformed", badTagKey),
    ),
    ...["v".repeat(129), "acs:b"].map((value) =>
      row({ "Tag.2.Key": "a", "Tag.2.Value": value }, 400, "InvalidTagValue.Malformed", badTagValue),
    ),
    ...needing("quota", [row(tooMany, 403, "QuotaExceed.Tags", tagQuota)]),
  ];
}

function importRows(ground: Ground): Case[] {
  const pair = importedPair(ground, "other");
  const { rsaKey } = ground;
  return [
    refused("ImportKeyPair", newPair(ground, "other"), 400, "MissingParameter", notSupplied("PublicKeyBody")),
    refused(
      "ImportKeyPair",
      { ...pair, KeyPairName: "" },
      400,
      "MissingParameter",
      notSupplied("KeyPairName"),
    ),
    refused(
      "ImportKeyPair",
      { ...pair, KeyPairName: `${ground.prefix}/` },
      400,
      "InvalidKeyPairName.Malformed",
      badKeyPairName,
    ),
    ...needing("quota", [
      refused("ImportKeyPair", { ...pair, RegionId: prepared.fullRegion }, 403, "QuotaExceed.KeyPair", quota),
    ]),
    refused(
      "ImportKeyPair",
      { ...pair, ResourceGroupId: "nowhere" },
      404,
      "InvalidResourceGroup.NotFound",
      unknownGroup,
    ),
    ...["nonsense", `${rsaKey}\n${rsaKey}`, rsaKey.slice(0, 60)].map((PublicKeyBody) =>
      refused(
        "ImportKeyPair",
        { ...pair, PublicKeyBody },
        400,
        "InvalidPublicKeyBody.Malformed",
        "The PublicKeyBody format is not supported.",
      ),
    ),
  ];
}

function describeRows({ regionId }: Ground): Case[] {
  return [
    refused("DescribeKeyPairs", {}, 400, "MissingParameter", notSupplied("RegionId")),
    inUnknownRegion("DescribeKeyPairs", {}),
    ...[{ PageSize: "51" }, { PageSize: "0" }, { PageNumber: "0" }, { PageNumber: "x" }].map((page) => {
      const message = notValid(Object.keys(page)[0] ?? "");
      return refused("DescribeKeyPairs", { RegionId: regionId, ...page }, 400, "InvalidParameter", message);
    }),
  ];
}

function deleteRows({ regionId, prefix }: Ground): Case[] {
  const RegionId = regionId;
  const name = `${prefix}nobody`;
  const badLists = [
    name,
    "[]",
    "[1]",
    `[${name}]`,
    `['${name}"]`,
    `['${name}',"${name}"]`,
    "['']",
    '[""]',
    `{"a":"${name}"}`,
  ];
  const tooMany = JSON.stringify(Array.from({ length: 101 }, (_, n) => `${name}-${n}`));
  const bound = JSON.stringify([`${prefix}${takenLabel}`, prepared.boundPair]);
  const row = (parameters: Record<string, string>, status: number, code: string, message: string): Case =>
    refused("DeleteKeyPairs", parameters, status, code, message);
  return [
    row({ KeyPairNames: `["${name}"]` }, 400, "MissingParameter", notSupplied("RegionId")),
    row({ RegionId }, 400, "MissingParameter", notSupplied("KeyPairNames")),
    ...badLists.map((KeyPairNames) =>
      row({ RegionId, KeyPairNames }, 400, "InvalidKeyPairNames.ValueNotSupported", notValid("KeyPairNames")),
    ),
    row(
      { RegionId, KeyPairNames: tooMany },
      403,
      "InstanceKeyPairLimitExceeded",
      "Exceeding the allowed amount of instance which will be deleted.",
    ),
    ...needing("state", [
      row(
        { RegionId, KeyPairNames: bound },
        400,
        "InvalidParameter.KeypairAlreadyAttachedInstance",
        'The specified parameter "KeyPairNames" attached to instances can not be deleted.',
      ),
    ]),
  ];
}
