// Finds a Node.js that is new enough for Pulumi programs: the user's own, else the one among the npm packages.
import { realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import semver from "semver";
import which from "which";
import { run } from "./child.mjs";
import { SetupError } from "./progress.mjs";

const leastNode = "22.13.0";

/**
 * @param {string} checkout with its npm packages installed
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ node: string, nodeVersion: string, env: NodeJS.ProcessEnv }>} in `env`, `node` is that Node.js
 */
export async function findNode(checkout, env) {
  const packages = join(checkout, "node_modules");
  // npm puts the packages' programs first on the PATH; the user's own Node.js is the one to run, and to test, with.
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.startsWith(packages));
  const path = folders.join(delimiter);
  const own = (await which("node", { path, all: true, nothrow: true })) ?? [];
  const packaged = await realpath(join(packages, ".bin", "node")).catch(() => undefined);
  for (const file of [...own, packaged]) {
    const version = file && (await run(file, ["--version"], { env }).catch(() => undefined));
    if (file && semver.valid(version) && semver.gte(version ?? "", leastNode)) {
      const PATH = file === own[0] ? path : [dirname(file), path].join(delimiter);
      return { node: file, nodeVersion: version ?? "", env: { ...env, PATH } };
    }
  }
  throw new SetupError(
    `Node.js ${leastNode} or newer is needed; ${own[0] ? `${own[0]} is older` : "there is none on the PATH"}, and the one ` +
      "among the npm packages does not run (is npm's ignore-scripts set?). Install Node.js, put it on the PATH, and run this again.",
  );
}
