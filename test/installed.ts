/** Installs the packed package once for all tests that need it as a user has it: real files in `node_modules`. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder whose `node_modules` has the packed package and `@pulumi/pulumi`. */
    installed: string;
    /** The packed package itself. */
    tarball: string;
  }
}

const run = promisify(execFile);
const tarballVariable = "PULUMI_ALICLOUD_KEYPAIR_TARBALL";

/** Called by the test runner before the projects that need an installation. */
export default async function install(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env[tarballVariable];
  const tarball = given ?? (await pack());
  process.env[tarballVariable] = tarball;
  const installed = join(dirname(tarball), "installed");
  if (!existsSync(join(installed, "complete"))) {
    await mkdir(installed, { recursive: true });
    await writeFile(join(installed, "package.json"), JSON.stringify({ name: "installed", private: true }));
    const types = ["@types/node@24", "@types/sshpk@1"];
    const packages = [tarball, `@pulumi/pulumi@${pulumiVersion()}`, "typescript@5", ...types];
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], {
      cwd: installed,
    });
    await writeFile(join(installed, "complete"), "");
  }
  project.provide("installed", installed);
  project.provide("tarball", tarball);
  return async () => {
    if (given === undefined) {
      await rm(dirname(tarball), { recursive: true, force: true });
    }
  };
}

async function pack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "keypair-test-"));
  await run("npm", ["run", "build"]);
  const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder]);
  return join(folder, stdout.trim());
}

function pulumiVersion(): string {
  const manifest = readFileSync("node_modules/@pulumi/pulumi/package.json", "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
