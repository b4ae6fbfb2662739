// The emulator's page in a real browser: what a person sees of regions, key pairs, instances and calls.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { expect, test as base } from "vitest";
import { startEmulator } from "../../emulator/emulator";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Tests on a page whose browser has a profile of its own. */
const test = base
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
  .extend("poolSize", 2)
  .extend("emulator", async ({ poolSize }, { onCleanup }) => {
    const emulator = await startEmulator({ keyPool: poolSize });
    onCleanup(() => emulator.close());
    return emulator;
  })
  .extend("page", async ({ browser }, { onCleanup }) => {
    const page = await browser.newPage();
    onCleanup(() => page.close());
    return page;
  });

const regionId = "cn-hangzhou";

/** The texts of a table's rows, cell by cell. */
async function rowsOf(page: Page, table: string): Promise<string[][]> {
  const rows = await page.locator(`#${table} tbody tr`).all();
  return await Promise.all(rows.map((row) => row.locator("td").allInnerTexts()));
}

test("a new emulator's page says that there is nothing yet", async ({ emulator, page }) => {
  await page.goto(emulator.url);

  await expect
    .poll(() => page.locator("#status").innerText())
    .toBe("0 key pairs in 0 regions, 0 calls answered");
  expect(await rowsOf(page, "key-pairs")).toEqual([["No key pairs yet."]]);
  expect(await rowsOf(page, "calls")).toEqual([["No calls yet."]]);
});

test("key pairs show with region, fingerprint, tags, bound instances and account", async ({
  emulator,
  page,
}) => {
  const made = await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { team: "web", bare: "" } });
  emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "dev" });

  await page.goto(emulator.url);

  const created = made.creationTime.replace("T", " ").slice(0, 19);
  await expect
    .poll(() => rowsOf(page, "key-pairs"))
    .toEqual([[regionId, "dev", made.fingerPrint, "team=web, bare", "i-1", created, made.accountId]]);
  expect(await rowsOf(page, "instances")).toEqual([
    [regionId, "i-1", "linux", "Running", "dev", "", "", made.accountId],
  ]);
});

test("calls and their outcomes come up while one watches, the latest first", async ({ emulator, page }) => {
  await page.goto(emulator.url);
  await expect.poll(() => rowsOf(page, "calls")).toEqual([["No calls yet."]]);

  await fetch(
    `${emulator.url}/?Action=CreateKeyPair&Version=2014-05-26&RegionId=${regionId}&KeyPairName=dev`,
  );
  await fetch(`${emulator.url}/?Action=Nothing&Version=2014-05-26`);

  await expect
    .poll(async () => (await rowsOf(page, "calls")).map((row) => row.slice(1, 5)), { timeout: 10_000 })
    .toEqual([
      ["Nothing", "", "", "InvalidApi.NotFound"],
      ["CreateKeyPair", regionId, "dev", "MissingAccessKeyId"],
    ]);
});

test("what stands in a tag stays text and runs nothing", async ({ emulator, page }) => {
  const tag = '<img src=x onerror="document.title=1">';
  await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { note: tag } });

  await page.goto(emulator.url);

  await expect.poll(async () => (await rowsOf(page, "key-pairs"))[0]?.[3]).toBe(`note=${tag}`);
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.title()).toBe("ECS key-pair emulator");
});

test("the page asks nobody but the emulator and reports no error", async ({ emulator, page }) => {
  const elsewhere: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(emulator.url)) elsewhere.push(request.url());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });

  await page.goto(emulator.url);
  await expect.poll(() => page.locator("#status").innerText()).toContain("0 key pairs");

  expect(elsewhere).toEqual([]);
  expect(errors).toEqual([]);
});

test("the page says so when the emulator has ended", async ({ emulator, page }) => {
  await page.goto(emulator.url);
  await expect.poll(() => page.locator("#status").innerText()).toContain("0 key pairs");

  await emulator.close();

  await expect
    .poll(() => page.locator("#status").innerText(), { timeout: 10_000 })
    .toContain("The emulator is not responding");
});
