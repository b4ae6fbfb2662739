// Packs the package as it would be published.
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./child.mjs";
import { root } from "./places.mjs";
import { SetupError, step } from "./progress.mjs";

/**
 * @param {string} folder an empty one, or one to be made
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the tarball
 */
export async function pack(folder, env) {
  return await step("package: npm pack", async () => {
    await mkdir(folder, { recursive: true });
    await run("npm", ["pack", "--pack-destination", folder], { cwd: root, env });
    const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
    if (tarball === undefined) throw new SetupError(`npm pack has left no tarball in ${folder}`);
    return join(folder, tarball);
  });
}
