// Finds programs on a PATH and compares their versions.
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/**
 * The first executable file of that name on a PATH.
 *
 * @param {string} name
 * @param {string | undefined} path
 * @returns {Promise<string | undefined>}
 */
export async function findOnPath(name, path) {
  for (const folder of (path ?? "").split(delimiter)) {
    const file = join(folder, name);
    if (folder !== "" && (await isExecutable(file))) return file;
  }
  return undefined;
}

/** @param {string} file */
export async function isExecutable(file) {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/**
 * Whether a version such as `v3.259.0`, `go1.26.8` or `3.260.0-dev.1` is at least another.
 *
 * @param {string} version
 * @param {string} least
 */
export function isAtLeast(version, least) {
  const have = numbersOf(version);
  const want = numbersOf(least);
  if (have.length === 0) return false;
  for (const [index, wanted] of want.entries()) {
    const had = have[index] ?? 0;
    if (had !== wanted) return had > wanted;
  }
  return true;
}

/** @param {string} version */
function numbersOf(version) {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? "").split(".").filter(Boolean).map(Number);
}
