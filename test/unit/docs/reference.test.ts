/** docs/reference.md and docs/permissions.md say what the code has. */
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { referenceOf } from "../../../scripts/generate/reference.mjs";
import { root } from "../../../scripts/setup/places.mjs";

interface Schema {
  readonly resources: Readonly<
    Record<string, { readonly inputProperties: object; readonly properties: object }>
  >;
}

it("docs/reference.md is what npm run generate writes from provider/schema.json", async () => {
  expect(await readFile(join(root, "docs/reference.md"), "utf8")).toBe(await referenceOf(root));
});

it("docs/reference.md has every argument and output of every resource", async () => {
  const page = await readFile(join(root, "docs/reference.md"), "utf8");
  const schema = JSON.parse(await readFile(join(root, "provider/schema.json"), "utf8")) as Schema;

  const names = Object.values(schema.resources).flatMap(({ inputProperties, properties }) => [
    ...Object.keys(inputProperties).map((name) => `- \`${name}\`: `),
    ...Object.keys(properties).map((name) => `| \`${name}\` `),
  ]);

  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !page.includes(name))).toEqual([]);
});

it("docs/permissions.md names every action of ECS and STS that the provider calls", async () => {
  const folders = ["provider/ecs", "provider/rpc"].map((folder) => join(root, folder));
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const sources = (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
  const page = await readFile(join(root, "docs/permissions.md"), "utf8");

  const actions = new Set(
    [...sources.matchAll(/\baction(?::| =) "(\w+)"/g)].map(([, action = ""]) => action),
  );

  expect(actions.size).toBeGreaterThan(10);
  expect([...actions].filter((action) => !new RegExp(`\\b(ecs|sts):${action}\\b`).test(page))).toEqual([]);
});
