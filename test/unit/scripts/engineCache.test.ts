// The cache never takes a half-finished engine for a whole one.
import { appendFile, chmod, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import {
  addToEngine,
  buildingFolder,
  enginePrograms,
  isWholeEngine,
  languagePrograms,
  publishEngine,
} from "../../../scripts/setup/engineCache.mjs";
import { test as base } from "./fixtures";

const facts = { version: "3.259.0", origin: "a test" };

const test = base.extend<{ make: (pulumi: string) => Promise<string>; engine: string }>({
  engine: async ({ folder }, use) => {
    await use(join(folder, "engine", "3.259.0-linux-x64"));
  },
  make: async ({ engine, folder, file }, use) => {
    await use(async (pulumi) => {
      const made = await buildingFolder(engine);
      const inside = made.slice(folder.length + 1);
      await file(join(inside, "bin", "pulumi"), pulumi, 0o755);
      await file(join(inside, "bin", "pulumi-language-nodejs"), "host", 0o755);
      await file(join(inside, "bin", "pulumi-resource-pulumi-nodejs"), "dynamic host", 0o755);
      return made;
    });
  },
});

test("an engine that was published is whole", async ({ engine, make }) => {
  await publishEngine(await make("engine"), engine, facts);

  expect(await isWholeEngine(engine)).toBe(true);
});

test("programs without the record that is written last are no whole engine", async ({ engine, make }) => {
  const made = await make("engine");

  expect(await isWholeEngine(made)).toBe(false);
  expect(await isWholeEngine(engine)).toBe(false);
});

test("an engine with a program gone, of another size, or not executable is not whole", async ({
  engine,
  make,
}) => {
  await publishEngine(await make("engine"), engine, facts);
  const pulumi = join(engine, "bin", "pulumi");
  const verdicts: boolean[] = [];

  await chmod(pulumi, 0o644);
  verdicts.push(await isWholeEngine(engine));
  await chmod(pulumi, 0o755);
  await appendFile(pulumi, "more");
  verdicts.push(await isWholeEngine(engine));
  await rm(pulumi);
  verdicts.push(await isWholeEngine(engine));

  expect(verdicts).toEqual([false, false, false]);
});

test("a whole engine that is there already stays", async ({ engine, make }) => {
  const first = await make("first");
  await publishEngine(first, engine, facts);

  await publishEngine(await make("second"), engine, facts);

  expect(await readFile(join(engine, "bin", "pulumi"), "utf8")).toBe("first");
});

test("an engine that is not whole is replaced", async ({ engine, make }) => {
  await mkdir(join(engine, "bin"), { recursive: true });

  await publishEngine(await make("engine"), engine, facts);

  expect(await isWholeEngine(engine)).toBe(true);
});

test("programs that were added count, and the engine stays whole", async ({ engine, make, folder, file }) => {
  await publishEngine(await make("engine"), engine, facts);
  const added = await buildingFolder(engine);
  for (const name of languagePrograms) {
    await file(join(added.slice(folder.length + 1), "bin", name), name, 0o755);
  }
  const before = await isWholeEngine(engine, languagePrograms);

  await addToEngine(added, engine);

  expect(before).toBe(false);
  expect(await isWholeEngine(engine, [...enginePrograms, ...languagePrograms])).toBe(true);
});

test("what a killed set-up has left is removed before the next one builds", async ({ engine, make }) => {
  await make("left behind");

  await make("engine");

  expect((await readdir(join(engine, ".."))).filter((name) => name.includes("building"))).toHaveLength(1);
});
