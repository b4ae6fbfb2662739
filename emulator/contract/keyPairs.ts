/** CreateKeyPair, ImportKeyPair, DescribeKeyPairs and DeleteKeyPairs. */
import { accepted, alone, outcomeBy, ruleBy, type Case, type Field, type Story } from "./case";
import { importedPair, newPair, runTagKey, takenLabel, type Ground } from "./ground";
import { keyPairErrors } from "./keyPairErrors";
import { badKeyPairName, badTagKey } from "./texts";

/** A fingerprint, in each form. */
const fingerPrint = ruleBy("fingerprintForm", {
  md5: { form: /^[0-9a-f]{32}$/iu },
  "md5-colons": { form: /^(?:[0-9a-f]{2}:){15}[0-9a-f]{2}$/iu },
  "sha1-colons": { form: /^(?:[0-9a-f]{2}:){19}[0-9a-f]{2}$/iu },
});

/** A private key of 2048 bits by the first bytes of its DER form, with or without armor. */
const privateKey: Field[] = [
  [
    "PrivateKeyBody",
    ruleBy("privateKeyForm", {
      pkcs1: { form: /^(?:-----BEGIN RSA PRIVATE KEY-----\s+)?MIIE..IBAAKCAQEA/u },
      pkcs8: { form: /^(?:-----BEGIN PRIVATE KEY-----\s+)?MIIE..IBADANBgkq/u },
    }),
  ],
  [
    "PrivateKeyBody",
    ruleBy("privateKeyArmor", {
      pem: { form: /^-----BEGIN (?:RSA )?PRIVATE KEY-----\r?\n/u },
      none: { form: /^MII/u },
    }),
  ],
];

/** All stories about key pairs themselves. */
export function keyPairStories(ground: Ground): Story[] {
  return [
    createdPair(ground),
    importedAndListed(ground),
    ...deletions(ground),
    ...alone([...keyPairErrors(ground), ...readingRows(ground)]),
  ];
}

function describe({ regionId, prefix }: Ground, label: string): Record<string, string> {
  return { RegionId: regionId, KeyPairName: `${prefix}${label}` };
}

function remove({ regionId, prefix }: Ground, ...labels: readonly string[]): Record<string, string> {
  return {
    RegionId: regionId,
    KeyPairNames: JSON.stringify(labels.map((label) => `${prefix}${label}`)),
  };
}

function createdPair(ground: Ground): Story {
  const { prefix, runId } = ground;
  const name = { equals: `${prefix}created` };
  return [
    accepted(
      "CreateKeyPair",
      newPair(ground, "created"),
      ["KeyPairId", { form: /^ssh-[a-z0-9]+$/u }],
      ["KeyPairName", name],
      ["KeyPairFingerPrint", fingerPrint],
      ...privateKey,
    ),
    accepted(
      "DescribeKeyPairs",
      { ...describe(ground, "created"), IncludePublicKey: "true" },
      ["PageNumber", { equals: 1 }],
      ["PageSize", { equals: 10 }],
      ["TotalCount", { equals: 1 }],
      ["KeyPairs.KeyPair.0.KeyPairName", name],
      ["KeyPairs.KeyPair.0.KeyPairFingerPrint", fingerPrint],
      ["KeyPairs.KeyPair.0.PublicKey", { form: /^ssh-rsa AAAA/u }],
      ["KeyPairs.KeyPair.0.CreationTime", { form: /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/u }],
      ["KeyPairs.KeyPair.0.ResourceGroupId", { form: /^rg-/u }],
      ["KeyPairs.KeyPair.0.Tags.Tag.0.TagKey", { equals: runTagKey }],
      ["KeyPairs.KeyPair.0.Tags.Tag.0.TagValue", { equals: runId }],
    ),
    accepted("DeleteKeyPairs", remove(ground, "created")),
    accepted(
      "DescribeKeyPairs",
      describe(ground, "created"),
      ["TotalCount", { equals: 0 }],
      ["KeyPairs.KeyPair.length", { equals: 0 }],
    ),
  ];
}

function importedAndListed(ground: Ground): Story {
  const name = { equals: `${ground.prefix}imported` };
  return [
    accepted(
      "ImportKeyPair",
      importedPair(ground, "imported"),
      ["KeyPairId", { type: "absent" }],
      ["KeyPairName", name],
      ["KeyPairFingerPrint", fingerPrint],
    ),
    accepted(
      "DescribeKeyPairs",
      describe(ground, "impo*d"),
      ["TotalCount", { equals: 1 }],
      ["KeyPairs.KeyPair.0.KeyPairName", name],
      ["KeyPairs.KeyPair.0.PublicKey", { type: "absent" }],
    ),
  ];
}

function deletions(ground: Ground): Story[] {
  const missing = {
    status: 404,
    code: "InvalidKeyPair.NotFound",
    message: "The specified KeyPairName does not exist in our records.",
  };
  const mayBeMissing = outcomeBy("missingNameDeletion", { accepted: { status: 200 }, refused: missing });
  return [
    [{ action: "DeleteKeyPairs", parameters: remove(ground, "nobody"), expected: mayBeMissing }],
    [
      accepted("ImportKeyPair", importedPair(ground, "kept")),
      { action: "DeleteKeyPairs", parameters: remove(ground, "kept", "nobody"), expected: mayBeMissing },
      accepted("DescribeKeyPairs", describe(ground, "kept"), [
        "TotalCount",
        ruleBy("missingNameDeletion", { accepted: { equals: 0 }, refused: { equals: 1 } }),
      ]),
    ],
    [
      accepted("ImportKeyPair", importedPair(ground, "again")),
      accepted("DeleteKeyPairs", remove(ground, "again")),
      {
        action: "ImportKeyPair",
        parameters: importedPair(ground, "again"),
        expected: outcomeBy("deletedNames", { free: { status: 200 }, reserved: { status: 400 } }),
      },
    ],
  ];
}

/** Calls that the documents leave open. */
function readingRows(ground: Ground): Case[] {
  const badName = { status: 400, code: "InvalidKeyPairName.Malformed", message: badKeyPairName };
  const taken = outcomeBy("takenName", {
    "already-exist": { status: 400, code: "KeyPair.AlreadyExist", message: "The key pair already exist." },
    malformed: badName,
  });
  const group = { RegionId: ground.regionId, ResourceGroupId: "rg-conformance0none" };
  return [
    { action: "CreateKeyPair", parameters: newPair(ground, takenLabel), expected: taken },
    { action: "ImportKeyPair", parameters: importedPair(ground, takenLabel), expected: taken },
    importBy(
      importedPair(ground, "1.密钥"),
      outcomeBy("keyPairNames", { wide: { status: 200 }, narrow: badName }),
    ),
    importBy(
      { ...importedPair(ground, "ed25519"), PublicKeyBody: ground.ed25519Key },
      outcomeBy("ed25519Import", {
        refused: {
          status: 400,
          code: "InvalidPublicKeyBody.Malformed",
          message: "The PublicKeyBody format is not supported.",
        },
        accepted: { status: 200 },
      }),
    ),
    importBy(
      { ...importedPair(ground, "tag-key"), "Tag.2.Key": "k".repeat(65) },
      outcomeBy("tagKeyLength", {
        "128": { status: 200 },
        "64": { status: 400, code: "InvalidTagKey.Malformed", message: badTagKey },
      }),
    ),
    accepted("DescribeKeyPairs", { ...describe(ground, takenLabel), ...group }, [
      "TotalCount",
      ruleBy("defaultResourceGroup", { filtered: { equals: 0 }, always: { equals: 1 } }),
    ]),
  ];
}

function importBy(parameters: Case["parameters"], expected: Case["expected"]): Case {
  return { action: "ImportKeyPair", parameters, expected };
}
