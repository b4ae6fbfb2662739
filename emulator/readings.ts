// The contradictions and gaps in the API's documentation, each with its possible readings, the default first.

/** One contradiction or gap: its possible readings, and what it concerns. */
interface Contradiction<Choice extends string> {
  readonly choices: readonly [Choice, ...Choice[]];
  readonly description: string;
}

const between = <const Choice extends string>(
  description: string,
  ...choices: [Choice, ...Choice[]]
): Contradiction<Choice> => ({ description, choices });

/** All contradictions. {@link optionOf} makes each name a command-line option. */
export const contradictions = {
  privateKeyForm: between("format of PrivateKeyBody: as in the example, or as in the text", "pkcs1", "pkcs8"),
  privateKeyArmor: between("PEM armor around PrivateKeyBody, which the example omits", "pem", "none"),
  fingerprintForm: between(
    "format of KeyPairFingerPrint: MD5 as seen, MD5 as in RFC 4716, or as long as the example",
    "md5",
    "md5-colons",
    "sha1-colons",
  ),
  keyPairNames: between(
    "characters in names: also letters of any script and dots, or only English letters",
    "wide",
    "narrow",
  ),
  ed25519Import: between("importing an ED25519 key, which no document lists", "refused", "accepted"),
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
  attachToMissing: between("HTTP status for binding a key pair that does not exist", "400", "404"),
  bindingFaults: between(
    "an instance that AttachKeyPair or DetachKeyPair refuses: only it fails, or the whole call does",
    "per-instance",
    "whole-call",
  ),
  instanceResultTypes: between(
    "counts, codes and Success in per-instance results: numbers as in the examples, or strings as declared",
    "numbers",
    "strings",
  ),
  keyAtStart: between(
    "the key of a newly attached pair at an instance's next start: replaces the authorized keys, is added, or neither",
    "overwrite",
    "append",
    "nothing",
  ),
  rebootingStatus: between(
    "state of a restarting instance: Starting as in the text, or Stopping as in the example",
    "starting",
    "stopping",
  ),
  unfitInstances: between(
    "RunCommand on an instance that cannot run it: the call is refused, or only that instance fails",
    "refused",
    "per-instance",
  ),
  tagKeyLength: between("maximum length of a tag key", "128", "64"),
  defaultResourceGroup: between(
    "DescribeKeyPairs by resource group: key pairs of the default group are filtered like others, or always listed",
    "filtered",
    "always",
  ),
  untagAllWithKeys: between(
    "All=true together with TagKey.N: Param.Conflict, or All is ignored",
    "refused",
    "keys",
  ),
  stringToSign: between("whether SignatureDoesNotMatch reveals the string to sign", "told", "untold"),
} as const;

/** The reading that the emulator follows for each contradiction. */
export type Readings = {
  readonly [Name in keyof typeof contradictions]: (typeof contradictions)[Name]["choices"][number];
};

/** @returns the command-line option of a reading. */
export const optionOf = (reading: keyof Readings): string =>
  `--${reading.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;

/** The default readings. */
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
  bindingFaults: "per-instance",
  instanceResultTypes: "numbers",
  keyAtStart: "overwrite",
  rebootingStatus: "starting",
  unfitInstances: "refused",
  tagKeyLength: "128",
  defaultResourceGroup: "filtered",
  untagAllWithKeys: "refused",
  stringToSign: "told",
};
