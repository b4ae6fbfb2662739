// `npm run test:browser`: looks at the emulator's page in a real browser.
import { join } from "node:path";
import { runInForeground } from "./setup/child.mjs";
import { ensureChromium } from "./setup/chromium.mjs";
import { root } from "./setup/places.mjs";
import { makeReady } from "./setup/ready.mjs";

export const help = `npm run test:browser [-- ARGS]

Tests the emulator's page in a real headless Chromium: the one on the PATH, otherwise Debian's, which is installed if this runs as
root on Debian. ARGS are passed to vitest.
`;

/** @param {string[]} args */
export async function run(args) {
  const { node, env } = await makeReady({});
  const chromium = await ensureChromium(env);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return await runInForeground(node, [vitest, "run", "--project", "browser", ...args], {
    cwd: root,
    env: { ...env, PULUMI_ALICLOUD_KEYPAIR_CHROMIUM: chromium },
  });
}
