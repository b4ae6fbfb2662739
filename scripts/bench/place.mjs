// The folder in which the benchmark creates its stacks: with both subjects' packages and a backend of its own.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { demoSettings, withoutAccounts } from "../demo/stack.mjs";
import { pack } from "../setup/build.mjs";
import { npmInstall } from "../setup/packages.mjs";
import { root } from "../setup/places.mjs";
import { step } from "../setup/progress.mjs";

/**
 * @param {string} folder
 * @param {import("../setup/ready.mjs").Ready & { pulumi: string }} ready
 * @returns {Promise<(emulatorUrl: string) => Promise<import("./stack.mjs").Place>>} for stacks against that emulator
 */
export async function makePlace(folder, { pulumi, env }) {
  const tarball = await pack(join(folder, "package"), env);
  const outside = withoutAccounts(env);
  const TMPDIR = join(folder, "tmp");
  await mkdir(TMPDIR);
  await step("packages: npm install", async () => {
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "bench", private: true }));
    await npmInstall(["install", tarball, "@pulumi/pulumi", "typescript@5", "@types/node@24"], folder, env);
    await installFloor(folder);
  });
  return async (emulatorUrl) => {
    const settings = await demoSettings(folder, emulatorUrl);
    return { folder, pulumi, env: { ...outside, ...settings, TMPDIR } };
  };
}

/**
 * Copies the floor beside the packages, as files of an installed package: Pulumi puts the code of any other into state.
 *
 * @param {string} folder
 */
export async function installFloor(folder) {
  const floor = join(folder, "node_modules", "floor");
  await cp(join(root, "scripts", "bench", "floor"), floor, { recursive: true });
}
