// The commands as a person starts them.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";

const start = promisify(execFile);

test.for(["setup", "pulumi", "demo", "test", "generate"])(
  "%s --help explains itself on stdout and does nothing",
  async (name) => {
    const { stdout, stderr } = await start(process.execPath, [
      join(root, "scripts", `${name}.mjs`),
      "--help",
    ]);

    expect(stdout).toMatch(/^npm (run (-s )?)?(setup|pulumi|demo|test|generate)/u);
    expect(stderr).toBe("");
  },
);

test.for(["setup", "demo", "generate"])(
  "%s refuses an option that it does not know, before it does anything",
  async (name) => {
    const attempt = start(process.execPath, [join(root, "scripts", `${name}.mjs`), "--kep"]);

    await expect(attempt).rejects.toMatchObject({
      code: 1,
      stderr: "error: what is `--kep`? See --help.\n",
    });
  },
);
