// When the sources are compiled.
import { appendFile, readFile, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { buildStamp, ensureBuild } from "../../../scripts/setup/build.mjs";
import { test as base } from "./fixtures";

/** A compiler that notes each call, and whose output is its input. */
const compiler = `
const fs = require("node:fs");
fs.mkdirSync("dist/sdk/nodejs", { recursive: true });
fs.appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
fs.copyFileSync("sdk/nodejs/index.ts", "dist/sdk/nodejs/index.js");
`;

/** What the plugin's bundle must have a single copy of. */
const bundled = ["httpx", "debug", "@grpc/grpc-js", "google-protobuf", "@pulumi/pulumi"];

const test = base.extend<{ checkout: string; compilations: () => Promise<number> }>({
  checkout: async ({ folder, file }, use) => {
    for (const path of ["sdk/nodejs/index.ts", "provider/a.ts", "cli/main.ts", "emulator/main.ts"])
      await file(path, "// source\n");
    const configurations = ["tsconfig.json", "tsconfig.build.json", "tsconfig.native.json"];
    for (const name of [...configurations, "package-lock.json"]) await file(name, "{}");
    await file("package.json", JSON.stringify({ name: "checkout", dependencies: { debug: "^1.0.0" } }));
    await file("provider/plugin/main.ts", bundled.map((name) => `require("${name}");\n`).join(""));
    for (const name of bundled) {
      await file(
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: "1.0.0", license: "MIT" }),
      );
      await file(`node_modules/${name}/index.js`, `module.exports = "code of ${name}";\n`);
    }
    await file("node_modules/debug/LICENSE", "The terms of debug\n");
    await file("node_modules/typescript/bin/tsc", compiler);
    await use(folder);
  },
  compilations: async ({ folder }, use) => {
    await use(async () => (await readFile(join(folder, "calls"), "utf8")).split("native").length - 1);
  },
});

test("a checkout is compiled once, also by two at the same time", async ({ checkout, compilations }) => {
  await Promise.all([ensureBuild(checkout), ensureBuild(checkout)]);
  await ensureBuild(checkout);

  expect(await compilations()).toBe(1);
});

test("a changed source is compiled, whatever its time is", async ({ checkout, compilations }) => {
  await ensureBuild(checkout);
  const stamp = await buildStamp(checkout);
  await appendFile(join(checkout, "cli", "main.ts"), "// more\n");
  await utimes(join(checkout, "cli", "main.ts"), new Date(0), new Date(0));

  await ensureBuild(checkout);

  expect(await compilations()).toBe(2);
  expect(await buildStamp(checkout)).not.toBe(stamp);
});

test("output that something else has written is replaced", async ({ checkout, compilations }) => {
  await ensureBuild(checkout);
  await utimes(join(checkout, "dist", "sdk", "nodejs", "index.js"), new Date(0), new Date(0));

  await ensureBuild(checkout);

  expect(await compilations()).toBe(2);
});

test("the output of a deleted source does not stay in dist", async ({ checkout, file }) => {
  const old = await file("dist/provider/old.js", "");

  await ensureBuild(checkout);

  await expect(rm(old)).rejects.toThrow("ENOENT");
});

test("after a failure, which has the compiler's output, the next build compiles again", async ({
  checkout,
  file,
  compilations,
}) => {
  await file(
    "node_modules/typescript/bin/tsc",
    `${compiler}; console.log("index.ts(1,1): error"); process.exit(2)`,
  );
  await expect(ensureBuild(checkout)).rejects.toMatchObject({ output: "index.ts(1,1): error" });
  await file("node_modules/typescript/bin/tsc", compiler);

  await ensureBuild(checkout);

  expect(await compilations()).toBe(1);
});

test("the plugin is one file with all that it loads, and the licences of that beside it", async ({
  checkout,
}) => {
  await ensureBuild(checkout);

  const folder = join(checkout, "dist/provider/plugin");
  const bundle = await readFile(join(folder, "main.js"), "utf8");
  const notices = await readFile(join(folder, "NOTICES.txt"), "utf8");
  for (const name of bundled) {
    expect(bundle).toContain(`code of ${name}`);
    expect(notices).toContain(`${name} 1.0.0 (MIT)`);
  }
  expect(notices).toContain("The terms of debug");
});

test("the command is one file with the packages that are not installed beside it, and their licences", async ({
  checkout,
  file,
}) => {
  await file("cli/main.ts", 'require("debug");\nrequire("httpx");\nrequire("../emulator/main");\n');
  await file("emulator/main.ts", 'console.log("code of the emulator");\n');

  await ensureBuild(checkout);

  const folder = join(checkout, "dist/cli");
  const bundle = await readFile(join(folder, "main.js"), "utf8");
  expect(bundle).toContain("code of httpx");
  expect(bundle).toContain("code of the emulator");
  expect(bundle).toContain('require("debug")');
  const notices = await readFile(join(folder, "NOTICES.txt"), "utf8");
  expect(notices).toContain("httpx 1.0.0 (MIT)");
  expect(notices).not.toContain("debug");
});

test("a second copy of a library that must be single is an error that names both", async ({
  checkout,
  file,
}) => {
  const parent = "node_modules/@pulumi/pulumi";
  await file(`${parent}/index.js`, 'require("google-protobuf");\n');
  await file(`${parent}/node_modules/google-protobuf/package.json`, '{ "name": "google-protobuf" }');
  await file(`${parent}/node_modules/google-protobuf/index.js`, "module.exports = 2;\n");

  const built = ensureBuild(checkout);

  await expect(built).rejects.toThrow(
    `2 copies of google-protobuf: ${parent}/node_modules/google-protobuf, node_modules/google-protobuf`,
  );
});
