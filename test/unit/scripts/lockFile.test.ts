// The committed lock file is one that `npm ci` accepts on every platform.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

test("the lock file names every optional package, whichever platform it was written on", async () => {
  const lock = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as LockFile;

  const named = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//u, "")));
  const missing = Object.values(lock.packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !named.has(name));

  expect(missing).toEqual([]);
});
