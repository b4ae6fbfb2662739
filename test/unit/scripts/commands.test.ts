// The commands as a person starts them.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";
import { onPosix } from "../posix";
import { test } from "./fixtures";

const execute = promisify(execFile);
const start = (args: string[], options: { env?: NodeJS.ProcessEnv; cwd?: string } = {}) =>
  execute(process.execPath, [join(root, "scripts", "run.mjs"), ...args], options);

test.for([
  "setup",
  "pulumi",
  "demo",
  "bench",
  "test",
  "test-browser",
  "generate",
  "reliability",
  "screenshot",
])("%s --help explains itself on stdout and does nothing", async (name) => {
  const { stdout, stderr } = await start([name, "--help"]);

  expect(stdout).toMatch(/^npm (run (-s )?)?(setup|pulumi|demo|bench|test|generate|reliability|screenshot)/u);
  expect(stderr).toBe("");
});

test.for(["setup", "demo", "bench", "generate", "reliability", "screenshot"])(
  "%s refuses an option that it does not know, before it does anything",
  async (name) => {
    await expect(start([name, "--kep"])).rejects.toMatchObject({
      code: 1,
      stderr: "error: Unknown option '--kep'. See --help.\n",
    });
  },
);

test("a cache folder that cannot be written is one sentence with the remedy", async ({
  env,
  file,
  folder,
  skip,
}) => {
  onPosix("POSIX paths", skip);
  const occupied = await file("a-file", "");
  const PATH = `${join(process.execPath, "..")}:/usr/bin:/bin`;

  const attempt = start(["pulumi", "version"], {
    env: { ...env, PATH, XDG_CACHE_HOME: occupied },
    cwd: folder,
  });

  await expect(attempt).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^error: \S+ cannot be written \((ENOTDIR|EEXIST)\): make it writable, or set XDG_CACHE_HOME to a folder that is$/mu,
    ) as string,
  });
});
