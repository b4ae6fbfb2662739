// The points where the API's documents contradict themselves, each with its readings, the default first.

/** One contradiction: what the emulator may be told, and what it is about. */
interface Contradiction<Choice extends string> {
  readonly choices: readonly [Choice, ...Choice[]];
  readonly description: string;
}

const between = <const Choice extends string>(
  description: string,
  ...choices: [Choice, ...Choice[]]
): Contradiction<Choice> => ({ description, choices });

/** All contradictions; each name is also, in kebab case, a command-line option. */
export const contradictions = {
  privateKeyForm: between("form of PrivateKeyBody: the example's or the text's", "pkcs1", "pkcs8"),
  privateKeyArmor: between("PEM armor around PrivateKeyBody; the example leaves it off", "pem", "none"),
  fingerprintForm: between(
    "form of KeyPairFingerPrint: MD5 as seen, MD5 as in RFC 4716, or as long as the example",
    "md5",
    "md5-colons",
    "sha1-colons",
  ),
  keyPairNames: between(
    "signs that names may hold: letters of any script and dots too, or English letters only",
    "wide",
    "narrow",
  ),
  ed25519Import: between("importing an ED25519 key; no document lists it", "refused", "accepted"),
  deletedNames: between("names of deleted key pairs: free at once, or after an hour", "free", "reserved"),
  missingNameDeletion: between(
    "deleting a name that does not exist: 200, or InvalidKeyPair.NotFound",
    "accepted",
    "refused",
  ),
  takenName: between(
    "code for a name that is taken: KeyPair.AlreadyExist, or InvalidKeyPairName.Malformed",
    "already-exist",
    "malformed",
  ),
  unknownRegionMessage: between("message of InvalidRegionId.NotFound: newer or older text", "newer", "older"),
  attachToMissing: between("status for binding a key pair that does not exist", "400", "404"),
  tagKeyLength: between("longest tag key", "128", "64"),
  defaultResourceGroup: between(
    "DescribeKeyPairs by resource group: key pairs of the default group like others, or always in the answer",
    "filtered",
    "always",
  ),
  untagAllWithKeys: between(
    "All=true beside TagKey.N: Param.Conflict, or All does not count",
    "refused",
    "keys",
  ),
  stringToSign: between("whether SignatureDoesNotMatch tells the string to sign", "told", "untold"),
} as const;

/** Which reading the emulator follows at each contradiction. */
export type Readings = {
  readonly [Name in keyof typeof contradictions]: (typeof contradictions)[Name]["choices"][number];
};

/** The readings that hold unless another is chosen. */
export const defaultReadings: Readings = {
  privateKeyForm: "pkcs1",
  privateKeyArmor: "pem",
  fingerprintForm: "md5",
  keyPairNames: "wide",
  ed25519Import: "refused",
  deletedNames: "free",
  missingNameDeletion: "accepted",
  takenName: "already-exist",
  unknownRegionMessage: "newer",
  attachToMissing: "400",
  tagKeyLength: "128",
  defaultResourceGroup: "filtered",
  untagAllWithKeys: "refused",
  stringToSign: "told",
};
