// The official installer's way to an engine.
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run } from "./child.mjs";
import { hostLimitMs, silenceOf } from "./probe.mjs";
import { say, SetupError, step } from "./progress.mjs";
import { whileWatched } from "./watched.mjs";

const program = fileURLToPath(new URL("installEngine.mjs", import.meta.url));

/** Where the installer comes from; the address is fixed in `@pulumi/pulumi` itself. */
export const installerUrl = "https://get.pulumi.com/install.sh";

/**
 * Downloads the engine into `folder`, programs in its `bin`.
 *
 * @param {string} version
 * @param {string} folder
 * @param {{ node: string, env: NodeJS.ProcessEnv, url?: string }} options
 */
export async function installEngine(version, folder, { node, env, url = installerUrl }) {
  say(`- Pulumi engine ${version}: asking whether the official installer's host answers (15 s at most)`);
  const silence = await silenceOf(url, env);
  if (silence !== undefined) throw new SetupError(silence);
  const downloads = join(folder, "downloads");
  await mkdir(downloads, { recursive: true });
  await step(`Pulumi engine ${version}: official installer`, () =>
    // Looked at now and then: a little less than the limit keeps within it.
    whileGrowing(folder, hostLimitMs * 0.9, (signal) =>
      run(node, [program, version, folder], {
        cwd: downloads,
        // The installer's own downloads show in the folder that is watched; its first one follows the proxy that curl follows.
        env: { ...env, TMPDIR: downloads, NODE_USE_ENV_PROXY: "1" },
        signal,
        ownGroup: true,
      }),
    ),
  );
  await rm(downloads, { recursive: true, force: true });
}

/**
 * Does work that fills a folder, and stops it when the folder has not grown for a while.
 *
 * @template T
 * @param {string} folder
 * @param {number} stallMs
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function whileGrowing(folder, stallMs, work) {
  return whileWatched(async (over) => {
    let bytes = 0;
    for (let grownAtMs = performance.now(); performance.now() - grownAtMs < stallMs;) {
      await delay(stallMs / 15, undefined, { signal: over });
      const now = await bytesIn(folder);
      if (now !== bytes) grownAtMs = performance.now();
      bytes = now;
    }
    return new SetupError(`nothing has arrived for ${stallMs / 1000} s`);
  }, work);
}

/** @param {string} folder */
async function bytesIn(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) bytes += (await stat(file).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
