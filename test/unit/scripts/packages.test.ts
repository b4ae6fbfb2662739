// When npm packages are installed, and what an install without a network or with an interruption comes to.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { describe, expect } from "vitest";
import { npmInstall, packagesMissing } from "../../../scripts/setup/packages.mjs";
import { root } from "../../../scripts/setup/places.mjs";
import { isRunning, test } from "./fixtures";

const lock = (packages: object) => JSON.stringify({ packages });
const a = { version: "1.0.0", integrity: "sha512-a" };
const otherPlatform = { version: "1.0.0", integrity: "sha512-b", optional: true };
const wanted = lock({ "": {}, "node_modules/a": a, "node_modules/for-another-platform": otherPlatform });

test.for([
  ["no node_modules", {}, true],
  ["an install that npm has not recorded", { "node_modules/a/package.json": "{}" }, true],
  [
    "all but the other platforms'",
    { "node_modules/.package-lock.json": lock({ "node_modules/a": a }) },
    false,
  ],
  [
    "another version",
    { "node_modules/.package-lock.json": lock({ "node_modules/a": { ...a, version: "1.0.1" } }) },
    true,
  ],
] as const)(
  "of a checkout with %s, packages are missing: %3$s",
  async ([, files, verdict], { folder, file }) => {
    await file("package-lock.json", wanted);
    for (const [path, content] of Object.entries(files)) await file(path, content);

    expect(await packagesMissing(folder)).toBe(verdict);
  },
);

test("a folder that is no checkout is an error that names the lock file", async ({ folder }) => {
  await expect(packagesMissing(folder)).rejects.toThrow("package-lock.json");
});

describe("npm", () => {
  test("installs from its cache alone if the registry cannot be reached", async ({
    folder,
    env,
    program,
  }) => {
    const notes = join(folder, "installs");
    await program(
      "npm",
      `case "$1" in ping) echo 'npm error code EAI_AGAIN' >&2; exit 1;; *) echo "$@" >> ${notes};; esac`,
    );

    await npmInstall(["ci"], folder, env);

    expect(await readFile(notes, "utf8")).toContain("ci --no-audit --no-fund --offline");
  });

  test("if its cache is incomplete too, the error says both", async ({ folder, env, program }) => {
    await program("npm", "echo 'npm error code ENOTFOUND' >&2; exit 1");

    await expect(npmInstall(["ci"], folder, env)).rejects.toThrow(
      "the npm registry cannot be reached (ENOTFOUND), and npm's cache does not have all packages. Check the network",
    );
  });

  test("another failure comes with npm's output", async ({ folder, env, program }) => {
    await program("npm", "echo 'npm error code EUSAGE' >&2; exit 1");

    await expect(npmInstall(["ci"], folder, env)).rejects.toMatchObject({ output: "npm error code EUSAGE" });
  });

  test("is stopped by an interruption, together with what it has started", async ({ env, file, program }) => {
    await program("npm", 'sleep 600 & echo "$!" > pids; wait');
    const moduleUrl = (name: string) =>
      JSON.stringify(pathToFileURL(join(root, "scripts", "setup", name)).href);
    const script = await file(
      "install.mjs",
      `import { watch, readFileSync } from "node:fs";
      import { npm } from ${moduleUrl("packages.mjs")};
      import { listenForSignals } from ${moduleUrl("signals.mjs")};
      listenForSignals();
      watch(".", (_, name) => {
        const pid = name === "pids" && readFileSync(name, "utf8").trim();
        if (pid) console.log(pid);
      });
      await npm(["ci"], ".", process.env).catch((error) => console.log(error.message));
      process.exit();`,
    );
    const install = spawn(process.execPath, [script], {
      env,
      cwd: join(script, ".."),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    const output = createInterface(install.stdout).on("line", (line) => lines.push(line));
    await once(output, "line");

    install.kill("SIGINT");
    await once(install, "close");

    expect(lines.at(-1)).toBe("interrupted by SIGINT");
    await expect.poll(() => isRunning(Number(lines[0]))).toBe(false);
  });
});
