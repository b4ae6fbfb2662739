// When set-up installs the npm packages.
import { expect } from "vitest";
import { packagesLacking } from "../../../scripts/setup/packages.mjs";
import { test } from "./fixtures";

const lock = (packages: object) => JSON.stringify({ packages });
const wanted = lock({
  "": { name: "checkout" },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/for-another-platform": { version: "1.0.0", integrity: "sha512-b", optional: true },
});

test("a checkout without node_modules lacks its packages", async ({ folder, file }) => {
  await file("package-lock.json", wanted);

  expect(await packagesLacking(folder)).toBe(true);
});

test("an install that was cut short before npm recorded it lacks packages", async ({ folder, file }) => {
  await file("package-lock.json", wanted);
  await file("node_modules/a/package.json", "{}");

  expect(await packagesLacking(folder)).toBe(true);
});

test("optional packages of other platforms are not missed", async ({ folder, file }) => {
  await file("package-lock.json", wanted);
  await file(
    "node_modules/.package-lock.json",
    lock({ "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } }),
  );

  expect(await packagesLacking(folder)).toBe(false);
});

test("a package of another version is lacking", async ({ folder, file }) => {
  await file("package-lock.json", wanted);
  await file(
    "node_modules/.package-lock.json",
    lock({ "node_modules/a": { version: "1.0.1", integrity: "sha512-c" } }),
  );

  expect(await packagesLacking(folder)).toBe(true);
});

test("a folder that is no checkout is an error that names the lock file", async ({ folder }) => {
  await expect(packagesLacking(folder)).rejects.toThrow("package-lock.json");
});
