// Errors of CreateKeyPair, ImportKeyPair, DescribeKeyPairs and DeleteKeyPairs.
import { generateKeyPairSync } from "node:crypto";
import * as sshpk from "sshpk";
import { regionId } from "../fixtures";
import {
  fullRegion,
  pair,
  numbered,
  notSupplied,
  unknownRegion,
  unknownGroup,
  badTagKey,
  badTagValue,
  tagQuota,
  type Row,
} from "./row";

const rsaKey = opensshKey(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey);
const ed25519Key = opensshKey(generateKeyPairSync("ed25519").publicKey);
const importing = { ...pair, PublicKeyBody: rsaKey };
const badName = "Specified Key Pair name is not valid.";
const badNames = 'The specified parameter "KeyPairNames" is not valid.';
const tooManyNames = JSON.stringify(Array.from({ length: 101 }, (_, n) => `pair-${n}`));

/** Errors of the actions on key pairs themselves. */
export const keyPairRows: Row[] = [
  ["CreateKeyPair", { KeyPairName: "dev" }, 400, "MissingParameter", notSupplied("RegionId")],
  ["CreateKeyPair", { RegionId: regionId }, 400, "MissingParameter", notSupplied("KeyPairName")],
  ["CreateKeyPair", { ...pair, RegionId: "xx-1" }, 404, "InvalidRegionId.NotFound", unknownRegion],
  ["CreateKeyPair", { ...pair, KeyPairName: "d" }, 400, "InvalidKeyPairName.Malformed", badName],
  ["CreateKeyPair", { ...pair, KeyPairName: "d".repeat(129) }, 400, "InvalidKeyPairName.Malformed", badName],
  ["CreateKeyPair", { ...pair, KeyPairName: "1dev" }, 400, "InvalidKeyPairName.Malformed", badName],
  ["CreateKeyPair", { ...pair, KeyPairName: "d ev" }, 400, "InvalidKeyPairName.Malformed", badName],
  ["CreateKeyPair", { ...pair, KeyPairName: "http://dev" }, 400, "InvalidKeyPairName.Malformed", badName],
  ["CreateKeyPair", { ...pair, KeyPairName: "https://dev" }, 400, "InvalidKeyPairName.Malformed", badName],
  ["CreateKeyPair", { ...pair, KeyPairName: "-密钥" }, 400, "InvalidKeyPairName.Malformed", badName],
  [
    "CreateKeyPair",
    { ...pair, KeyPairName: "taken" },
    400,
    "KeyPair.AlreadyExist",
    "The key pair already exist.",
  ],
  [
    "CreateKeyPair",
    { ...pair, RegionId: fullRegion },
    403,
    "QuotaExceed.KeyPair",
    "The key pair quota exceeds.",
  ],
  ["CreateKeyPair", { ...pair, ...numbered("Tag", 21, ".Key") }, 403, "QuotaExceed.Tags", tagQuota],
  [
    "CreateKeyPair",
    { ...pair, "Tag.1.Key": "a", "Tag.2.Key": "a" },
    400,
    "Duplicate.TagKey",
    "The Tag.N.Key contain duplicate key.",
  ],
  ["CreateKeyPair", { ...pair, "Tag.1.Key": "" }, 400, "InvalidTagKey.Malformed", badTagKey],
  ["CreateKeyPair", { ...pair, "Tag.1.Key": "k".repeat(129) }, 400, "InvalidTagKey.Malformed", badTagKey],
  ["CreateKeyPair", { ...pair, "Tag.1.Key": "acs:a" }, 400, "InvalidTagKey.Malformed", badTagKey],
  ["CreateKeyPair", { ...pair, "Tag.1.Key": "aliyun-a" }, 400, "InvalidTagKey.Malformed", badTagKey],
  ["CreateKeyPair", { ...pair, "Tag.1.Key": "a http://b" }, 400, "InvalidTagKey.Malformed", badTagKey],
  [
    "CreateKeyPair",
    { ...pair, "Tag.1.Key": "a", "Tag.1.Value": "v".repeat(129) },
    400,
    "InvalidTagValue.Malformed",
    badTagValue,
  ],
  [
    "CreateKeyPair",
    { ...pair, "Tag.1.Key": "a", "Tag.1.Value": "acs:b" },
    400,
    "InvalidTagValue.Malformed",
    badTagValue,
  ],
  [
    "CreateKeyPair",
    { ...pair, ResourceGroupId: "nowhere" },
    404,
    "InvalidResourceGroup.NotFound",
    unknownGroup,
  ],
  ["ImportKeyPair", pair, 400, "MissingParameter", notSupplied("PublicKeyBody")],
  ["ImportKeyPair", { ...importing, KeyPairName: "" }, 400, "MissingParameter", notSupplied("KeyPairName")],
  ["ImportKeyPair", { ...importing, KeyPairName: "-d" }, 400, "InvalidKeyPairName.Malformed", badName],
  [
    "ImportKeyPair",
    { ...importing, KeyPairName: "taken" },
    400,
    "KeyPair.AlreadyExist",
    "The key pair already exist.",
  ],
  [
    "ImportKeyPair",
    { ...importing, RegionId: fullRegion },
    403,
    "QuotaExceed.KeyPair",
    "The key pair quota exceeds.",
  ],
  [
    "ImportKeyPair",
    { ...importing, ResourceGroupId: "nowhere" },
    404,
    "InvalidResourceGroup.NotFound",
    unknownGroup,
  ],
  ...["nonsense", ed25519Key, `${rsaKey}\n${rsaKey}`, rsaKey.slice(0, 60)].map((PublicKeyBody): Row => [
    "ImportKeyPair",
    { ...pair, PublicKeyBody },
    400,
    "InvalidPublicKeyBody.Malformed",
    "The PublicKeyBody format is not supported.",
  ]),
  ["DescribeKeyPairs", {}, 400, "MissingParameter", notSupplied("RegionId")],
  ["DescribeKeyPairs", { RegionId: "xx-1" }, 404, "InvalidRegionId.NotFound", unknownRegion],
  ...[{ PageSize: "51" }, { PageSize: "0" }, { PageNumber: "0" }, { PageNumber: "x" }].map((page): Row => {
    const message = `The specified parameter "${Object.keys(page)[0] ?? ""}" is not valid.`;
    return ["DescribeKeyPairs", { RegionId: regionId, ...page }, 400, "InvalidParameter", message];
  }),
  ["DeleteKeyPairs", { KeyPairNames: '["a1"]' }, 400, "MissingParameter", notSupplied("RegionId")],
  ["DeleteKeyPairs", { RegionId: regionId }, 400, "MissingParameter", notSupplied("KeyPairNames")],
  ...["dev", "[]", "[1]", "[dev]", "['dev\"]", "['dev',\"a1\"]", "['']", '{"a":"dev"}', '[""]'].map(
    (KeyPairNames): Row => [
      "DeleteKeyPairs",
      { RegionId: regionId, KeyPairNames },
      400,
      "InvalidKeyPairNames.ValueNotSupported",
      badNames,
    ],
  ),
  [
    "DeleteKeyPairs",
    { RegionId: regionId, KeyPairNames: tooManyNames },
    403,
    "InstanceKeyPairLimitExceeded",
    "Exceeding the allowed amount of instance which will be deleted.",
  ],
  [
    "DeleteKeyPairs",
    { RegionId: regionId, KeyPairNames: '["taken","bound"]' },
    400,
    "InvalidParameter.KeypairAlreadyAttachedInstance",
    'The specified parameter "KeyPairNames" attached to instances can not be deleted.',
  ],
];

function opensshKey(publicKey: ReturnType<typeof generateKeyPairSync>["publicKey"]): string {
  const pem = publicKey.export({ type: "spki", format: "pem" });
  return sshpk.parseKey(pem, "pem").toString("ssh");
}
