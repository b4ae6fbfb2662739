// A real Chromium for a file of tests, with a profile of its own, and a page in it for each test.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { test as base } from "vitest";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A test with a page. */
export const test = base
  .extend("executablePath", { scope: "file" }, process.env["PULUMI_ALICLOUD_KEYPAIR_CHROMIUM"] ?? "chromium")
  .extend("browser", { scope: "file" }, async ({ executablePath }, { onCleanup }) => {
    const profile = mkdtempSync(join(tmpdir(), "emulator-browser-"));
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: flags,
    });
    onCleanup(async () => {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    });
    return browser;
  })
  .extend("page", async ({ browser }, { onCleanup }) => {
    const page = await browser.newPage();
    onCleanup(() => page.close());
    return page;
  });
