// The emulator's page in a real browser: what a person sees of regions, key pairs, their timelines, instances and calls.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { startEmulator, type Emulator } from "../../emulator/emulator";
import { secretsIn } from "../secrets";
import { test as base } from "./browser";
import { rpcCall, type RpcAnswer } from "../unit/emulator/rpcCall";

/** Tests on an emulator's page. */
const test = base.extend("poolSize", 2).extend("emulator", async ({ poolSize }, { onCleanup }) => {
  const emulator = await startEmulator({ keyPool: poolSize });
  onCleanup(() => emulator.close());
  return emulator;
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

/** Calls an action about the key pair `dev`. */
async function callFor(
  { url }: Emulator,
  action: string,
  parameters: Readonly<Record<string, string>> = { KeyPairName: "dev" },
): Promise<RpcAnswer> {
  return await rpcCall(url, action, { RegionId: regionId, ...parameters });
}

/** The entries of the open timelines without what differs from run to run. */
async function timelineOf(page: Page): Promise<string[]> {
  const entries = await page.locator("#timelines details[open] li").allInnerTexts();
  return entries.map((entry) =>
    entry
      .replace(/[\d:]{8}\.\d{3}/u, "TIME")
      .replace(/\+[\d.]+ m?s, /u, "")
      .replaceAll("\n", " "),
  );
}

test("a key pair's timeline tells each call with its time, outcome and fault, in the order of arrival", async ({
  emulator,
  page,
}) => {
  emulator.addInstance({ regionId, instanceId: "i-1" });
  emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });
  emulator.faults.add({ kind: "error", code: "Throttling.User", action: "DeleteKeyPairs", calls: 1 });
  await expect(callFor(emulator, "CreateKeyPair")).rejects.toThrow("fetch failed");
  await callFor(emulator, "DescribeKeyPairs", { KeyPairName: "other" });
  await callFor(emulator, "AttachKeyPair", { KeyPairName: "dev", InstanceIds: '["i-1"]' });
  await callFor(emulator, "TagResources", {
    ...{ ResourceType: "keypair", "ResourceId.1": "dev", "Tag.1.Key": "team", "Tag.1.Value": "web" },
  });
  await callFor(emulator, "DeleteKeyPairs", { KeyPairNames: "['dev']" });

  await page.goto(emulator.url);
  await page.getByText("cn-hangzhou, 4 calls").click();

  await expect
    .poll(() => timelineOf(page))
    .toEqual([
      "TIME ! CreateKeyPair OK fault: dropConnection, the caller's connection breaks access key emulator",
      "TIME ✓ AttachKeyPair OK i-1, access key emulator",
      "TIME ✓ TagResources OK access key emulator",
      "TIME ✕ DeleteKeyPairs Throttling.User fault: error, refused on request access key emulator",
    ]);
  expect(await page.locator("summary").allInnerTexts()).toEqual([
    "dev cn-hangzhou, 4 calls",
    "other cn-hangzhou, 1 call, does not exist now\n✓",
  ]);
});

test("a timeline stays open, and keeps the focus, while calls come in", async ({ emulator, page }) => {
  await callFor(emulator, "CreateKeyPair");
  await page.goto(emulator.url);
  await page.locator("summary").focus();
  await page.keyboard.press("Enter");

  await callFor(emulator, "CreateKeyPair", { KeyPairName: "another" });
  await callFor(emulator, "DescribeKeyPairs");

  await expect
    .poll(() => timelineOf(page))
    .toEqual([
      "TIME ✓ CreateKeyPair OK access key emulator",
      "TIME ✓ DescribeKeyPairs OK access key emulator",
    ]);
  expect(await page.locator("details[open] summary:focus").innerText()).toBe("dev cn-hangzhou, 2 calls");
});

test("the page and what it loads have no private key", async ({ emulator, page }) => {
  const loaded: Promise<string>[] = [];
  page.on("response", (response) => loaded.push(response.text()));
  const { fields } = await callFor(emulator, "CreateKeyPair");
  const privateKey = String(fields["PrivateKeyBody"]);
  await callFor(emulator, "ImportKeyPair", { KeyPairName: "mistaken", PublicKeyBody: privateKey });

  await page.goto(emulator.url);
  await page.locator("summary").first().click();
  await expect.poll(() => timelineOf(page)).toHaveLength(1);

  const text = [await page.content(), ...(await Promise.all(loaded))].join("\n");
  expect(text).toContain("mistaken");
  expect(privateKey.length).toBeGreaterThan(1_000);
  expect(secretsIn(text, [privateKey])).toEqual([]);
});

test("on a phone nothing has to be scrolled sideways, and a timeline's control is large enough to touch", async ({
  emulator,
  page,
}) => {
  const keyPairName = `k${"x".repeat(127)}`;
  await page.setViewportSize({ width: 360, height: 740 });
  await emulator.putKeyPair({ regionId, keyPairName, tags: { owner: "y".repeat(100) } });
  emulator.addInstance({ regionId, instanceId: "i-1", keyPairName });
  await callFor(emulator, "DescribeKeyPairs", { KeyPairName: keyPairName });

  await page.goto(emulator.url);
  await page.locator("summary").click();
  await expect.poll(() => timelineOf(page)).toHaveLength(1);

  const width = await page.evaluate<number>("document.documentElement.scrollWidth");
  const control = await page.locator("summary").boundingBox();
  expect(width).toBe(360);
  expect(control?.height).toBeGreaterThanOrEqual(44);
  expect(await page.locator("#key-pairs td").first().getAttribute("data-label")).toBe("Region");
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
