/** The arguments of `getKeyPair` and `getKeyPairs`: which properties there are, their rules, and what they ask for. */
import type { CheckFailure } from "../resource/resource";
import type { Fields } from "../resource/fields";
import {
  failuresOf,
  fieldProblems,
  groupProblem,
  nameProblem,
  regionProblem,
  type TextRule,
} from "../resource/rules";
import { hasUnknown, nonEmpty, omit, readTexts, type Properties } from "../resource/values";
import { publicKeyProblem } from "../sshKey/publicKey";

/** A function changes nothing: this only tells its arguments from what it returns. */
const argument = { change: "kept" } as const;

/** The arguments of both functions, and what they return of each key pair. */
export const lookupFields: Fields = {
  keyPairName: { ...argument, kind: "text", output: true },
  namePattern: { ...argument, kind: "text" },
  fingerPrint: { ...argument, kind: "text", output: true },
  publicKeyFingerprintSha256: { ...argument, kind: "text", output: true },
  publicKey: { ...argument, kind: "text", output: true },
  tags: { ...argument, kind: "texts", output: true },
  resourceGroupId: { ...argument, kind: "text", output: true },
  regionId: { ...argument, kind: "text", output: true },
  includeInstances: { ...argument, kind: "flag" },
  algorithm: { kind: "text", output: true },
  createTime: { kind: "text", output: true },
  instances: { kind: "objects", output: true },
};

/** What a program looks for. A key pair must meet every condition. */
export interface Lookup {
  readonly keyPairName?: string;
  readonly namePattern?: string;
  readonly fingerPrint?: string;
  readonly publicKeyFingerprintSha256?: string;
  readonly publicKey?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly resourceGroupId?: string;
  /** If unset, the default region. */
  readonly regionId?: string;
  readonly includeInstances: boolean;
}

const textRules: Readonly<Record<string, TextRule>> = {
  keyPairName: (name) =>
    name.includes("*") ? "can't contain *. Use namePattern for a pattern" : nameProblem(name),
  namePattern: patternProblem,
  fingerPrint: fingerPrintProblem,
  publicKeyFingerprintSha256: sha256Problem,
  publicKey: publicKeyProblem,
  resourceGroupId: groupProblem,
  regionId: regionProblem,
};

/**
 * Checks and reads the arguments of a function. Only an empty region counts as unset: an empty condition, such as a variable that is
 * not set, would match every key pair.
 *
 * @param name - the function's, for messages
 */
export function readLookup(name: string, args: Properties): Lookup | { readonly failures: CheckFailure[] } {
  const given = args["regionId"] === "" ? omit(args, ["regionId"]) : args;
  const reasons = [
    ...fieldProblems(lookupFields, name, given, textRules),
    ...Object.keys(given).flatMap((each) => (hasUnknown(given[each]) ? [`${each} is not known yet`] : [])),
    ...(given["keyPairName"] === undefined || given["namePattern"] === undefined
      ? []
      : ["namePattern can't be combined with keyPairName"]),
  ];
  return reasons.length > 0 ? { failures: failuresOf(reasons) } : lookupOf(given);
}

function lookupOf(args: Properties): Lookup {
  const text = (name: keyof Lookup): Partial<Lookup> => {
    const value = nonEmpty(args[name]);
    return value === undefined ? {} : { [name]: value };
  };
  const tags = readTexts(args["tags"]);
  return {
    ...text("keyPairName"),
    ...text("namePattern"),
    ...text("fingerPrint"),
    ...text("publicKeyFingerprintSha256"),
    ...text("publicKey"),
    ...(tags !== undefined && { tags }),
    ...text("resourceGroupId"),
    ...text("regionId"),
    includeInstances: args["includeInstances"] === true,
  };
}

function patternProblem(pattern: string): string | undefined {
  return /^[\p{L}\p{M}\p{N}:_.*-]+$/u.test(pattern)
    ? undefined
    : "must be part of a name and *, which stands for any characters, such as web-*";
}

function fingerPrintProblem(fingerPrint: string): string | undefined {
  return /^(MD5:)?[0-9a-f]+(:[0-9a-f]+)*$/i.test(fingerPrint)
    ? undefined
    : "must be hexadecimal digits, with or without colons";
}

function sha256Problem(fingerprint: string): string | undefined {
  return /^SHA256:[A-Za-z0-9+/]{43}=?$/.test(fingerprint)
    ? undefined
    : "must be as ssh-keygen -l prints it: SHA256: and 43 characters of base64";
}
