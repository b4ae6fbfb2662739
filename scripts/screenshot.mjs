// `npm run screenshot`: docs/emulator.png, the emulator's page after a `pulumi up` whose CreateKeyPair response was lost.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { startEmulator } from "./demo/emulator.mjs";
import { copyExample, demoSettings, engine, withoutAccounts } from "./demo/stack.mjs";
import { pack } from "./setup/build.mjs";
import { ensureChromium } from "./setup/chromium.mjs";
import { root } from "./setup/places.mjs";
import { SetupError, step } from "./setup/progress.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

export const help = `npm run screenshot

Takes docs/emulator.png: the emulator's page in a headless Chromium, after a pulumi up of examples/dev-key whose first CreateKeyPair
loses its response. Times, IDs and fingerprints differ from run to run. Sets up what is missing. As root on Debian, this includes
Chromium.
`;

/** @typedef {import("./setup/ready.mjs").Ready & { pulumi: string }} Ready */

/** @param {string[]} args */
export async function run(args) {
  parseArgs({ args, options: {} });
  const ready = await makeReadyWithEngine({ built: true });
  const executablePath = await ensureChromium(ready.env);
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-screenshot-")));
  const emulator = await startEmulator(ready.node, ready.env);
  try {
    await makeHistory(emulator.url, folder, ready);
    await step("docs/emulator.png", () => take(emulator.url, executablePath));
    return 0;
  } finally {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} url @param {string} folder @param {Ready} ready */
async function makeHistory(url, folder, { env, pulumi }) {
  const tarball = await pack(join(folder, "package"), env);
  const settings = await demoSettings(folder, url);
  const stack = { pulumi, folder: join(folder, "dev-key"), env: { ...withoutAccounts(env), ...settings } };
  await step("dev-key: copy, npm install", () => copyExample("dev-key", stack.folder, tarball, env));
  await engine(stack, "stack", "init");
  await control(url, "faults", { kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });
  await step("dev-key: pulumi up", () => engine(stack, "up", "--yes", "--skip-preview"));
  await control(url, "instances", { regionId: "cn-hangzhou", instanceId: "i-web1", keyPairName: "dev" });
}

/** @param {string} url @param {string} path @param {object} body */
async function control(url, path, body) {
  const response = await fetch(`${url}/_emulator/${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new SetupError(`/_emulator/${path}: ${await response.text()}`);
}

/** @param {string} url @param {string} executablePath */
async function take(url, executablePath) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const viewport = { width: 960, height: 704 };
    const page = await browser.newPage({ viewport, colorScheme: "light" });
    await page.goto(url);
    await page.locator("summary").first().click();
    await page.screenshot({ path: join(root, "docs", "emulator.png") });
  } finally {
    await browser.close();
  }
}
