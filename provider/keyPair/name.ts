/** Names of key pairs: the rules that every version of the API's documents agrees on, and names made here. */
import { randomBytes } from "node:crypto";

const maxLength = 128;

/**
 * What is wrong with a name, or undefined. Only what every version of the documents refuses is refused here: where
 * they differ (letters beyond English, the full stop), ECS decides.
 */
export function nameProblem(name: string): string | undefined {
  const length = Array.from(name).length;
  if (length < 2 || length > maxLength) {
    return `must be 2 to ${maxLength} characters long; it has ${length}`;
  }
  if (/^https?:\/\//i.test(name)) {
    return "must not start with http:// or https://";
  }
  if (!/^\p{L}/u.test(name)) {
    return "must start with a letter";
  }
  if (!/^[\p{L}\p{M}\p{N}:_.-]+$/u.test(name)) {
    return "may hold letters, digits and : _ - only, no space and nothing else";
  }
  return undefined;
}

/** Makes a name from the resource's: it, a dash and seven random hex digits, in characters that ECS always takes. */
export function generateName(resourceName: string): string {
  const suffix = `-${randomBytes(4).toString("hex").slice(0, 7)}`;
  const plain = resourceName.replaceAll(/[^A-Za-z0-9:_-]/g, "-");
  const lettered = /^[A-Za-z]/.test(plain) ? plain : `key-${plain}`;
  return lettered.slice(0, maxLength - suffix.length) + suffix;
}
