// The folder that the benchmark's stacks are made in: both subjects' packages installed, and a backend of its own.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { demoSettings, withoutAccounts } from "../demo/environment.mjs";
import { run } from "../setup/child.mjs";
import { pack } from "../setup/pack.mjs";
import { root } from "../setup/places.mjs";
import { step } from "../setup/progress.mjs";

/**
 * @param {string} folder
 * @param {import("../setup/ready.mjs").Ready & { pulumi: string }} ready
 * @returns {Promise<(emulatorUrl: string) => Promise<import("./stack.mjs").Place>>} stacks against that emulator
 */
export async function makePlace(folder, { pulumi, env }) {
  const tarball = await pack(join(folder, "package"), env);
  const outside = withoutAccounts(env);
  await step("packages: npm install", async () => {
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "bench", private: true }));
    const packages = [tarball, "@pulumi/pulumi", "typescript@5", "@types/node@24"];
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], {
      cwd: folder,
      env,
    });
    await installFloor(folder);
  });
  return async (emulatorUrl) => {
    const settings = await demoSettings(folder, emulatorUrl);
    await mkdir(join(folder, "tmp"), { recursive: true });
    return { folder, pulumi, env: { ...outside, ...settings, TMPDIR: join(folder, "tmp") } };
  };
}

/**
 * Puts the floor beside the packages as real files, as an installed package has them: Pulumi takes the code of any other into
 * state.
 *
 * @param {string} folder
 */
export async function installFloor(folder) {
  const floor = join(folder, "node_modules", "floor");
  await cp(join(root, "scripts", "bench", "floor"), floor, { recursive: true });
}
