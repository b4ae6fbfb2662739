// When set-up builds.
import { appendFile, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { build, buildLacking } from "../../../scripts/setup/build.mjs";
import { test as base } from "./fixtures";

const compile = `mkdir -p dist/sdk/nodejs && cat sdk/nodejs/*.ts > dist/sdk/nodejs/index.js`;

const test = base.extend<{ checkout: string }>({
  checkout: async ({ folder, file, program }, use) => {
    for (const path of [
      "sdk/nodejs/index.ts",
      "sdk/nodejs/more.ts",
      "provider/a.ts",
      "test/emulator/main.ts",
    ]) {
      await file(path, "// source\n");
    }
    for (const path of [
      "tsconfig.json",
      "tsconfig.build.json",
      "tsconfig.native.json",
      "package-lock.json",
    ]) {
      await file(path, "{}");
    }
    await file("package.json", JSON.stringify({ scripts: { build: "sh compile.sh" } }));
    await program("npm", compile);
    await use(folder);
  },
});

test("a checkout without dist lacks its build", async ({ checkout }) => {
  expect(await buildLacking(checkout)).toBe(true);
});

test("after a build nothing is lacking", async ({ checkout, env }) => {
  await build(checkout, env);

  expect(await buildLacking(checkout)).toBe(false);
});

test("a changed source wants another build, whatever its time says", async ({ checkout, env }) => {
  await build(checkout, env);

  await appendFile(join(checkout, "provider", "a.ts"), "// more\n");
  await utimes(join(checkout, "provider", "a.ts"), new Date(0), new Date(0));

  expect(await buildLacking(checkout)).toBe(true);
});

test("a source that is gone wants another build", async ({ checkout, env }) => {
  await build(checkout, env);

  await rm(join(checkout, "sdk", "nodejs", "more.ts"));

  expect(await buildLacking(checkout)).toBe(true);
});

test("output that something else has written since wants another build", async ({ checkout, env }) => {
  await build(checkout, env);

  await utimes(join(checkout, "dist", "sdk", "nodejs", "index.js"), new Date(0), new Date(0));

  expect(await buildLacking(checkout)).toBe(true);
});

test("what a source that is gone was compiled to does not stay in dist", async ({ checkout, env, file }) => {
  const old = await file("dist/provider/old.js", "");

  await build(checkout, env);

  await expect(rm(old)).rejects.toThrow("ENOENT");
});

test("a build that fails leaves the build lacking, and its error carries the compiler's words", async ({
  checkout,
  env,
  program,
}) => {
  await program("npm", `${compile}; echo "index.ts(1,1): error"; exit 2`);

  await expect(build(checkout, env)).rejects.toMatchObject({ output: "index.ts(1,1): error\n" });

  expect(await buildLacking(checkout)).toBe(true);
});
