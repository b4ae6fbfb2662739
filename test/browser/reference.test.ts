// The API reference in a real browser: what a reader finds there of a class and its arguments.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect } from "vitest";
import { test } from "./browser";

const index = pathToFileURL(resolve("docs/api/index.html")).href;

beforeAll(async () => {
  await promisify(execFile)("npm", ["run", "docs"]);
});

test("leads from its first page to the key pair's arguments, and says what a change does", async ({
  page,
}) => {
  await page.goto(index);
  await page.getByRole("link", { name: "index", exact: true }).first().click();
  await page.getByRole("link", { name: "KeyPairArgs", exact: true }).first().click();

  const text = await page.locator(".col-content").innerText();

  expect(text).toContain("keyPairName?");
  expect(text).toContain("Changing this replaces the key pair");
});

test("finds a class by its name", async ({ page }) => {
  await page.goto(index);
  await page.locator("#tsd-search-trigger").click();
  await page.locator("#tsd-search-input").fill("AuthorizedKey");

  await page.locator("#tsd-search-results a", { hasText: "AuthorizedKey" }).first().click();

  await expect.poll(() => page.locator("h1").innerText()).toContain("AuthorizedKey");
});
