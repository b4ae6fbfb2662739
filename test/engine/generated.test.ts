/** The committed SDKs are what Pulumi's code generators, at the engine's version, write from the package schema. */
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { differences, generate } from "../../scripts/engine/generate.mjs";
import { root } from "../../scripts/setup/places.mjs";
import { CommandError } from "../../scripts/setup/progress.mjs";

const test = base.extend<{ prefix: string; checkout: string; folder: string }>({
  prefix: join(tmpdir(), "keypair-generated-"),
  /** The generated folders and what they are made of, to be changed. */
  checkout: async ({ prefix }, use) => {
    const checkout = await mkdtemp(prefix);
    for (const path of ["provider/schema.json", "sdk"]) {
      await cp(join(root, path), join(checkout, path), { recursive: true });
    }
    await use(checkout);
    await rm(checkout, { recursive: true, force: true });
  },
  folder: async ({ prefix }, use) => {
    const folder = await mkdtemp(prefix);
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

test("the committed SDKs are the generated ones; a change, a file too many and one too few are seen", async ({
  checkout,
  folder,
}) => {
  await generate(root, folder, process.env);

  expect(await differences(root, folder), "`npm run generate` makes them anew").toEqual([]);
  await appendFile(join(checkout, "sdk/nodejs/native/keyPair.ts"), "\n");
  await mkdir(join(checkout, "sdk/nodejs/native/more"));
  await writeFile(join(checkout, "sdk/nodejs/native/more/file.ts"), "");
  await rm(join(checkout, "sdk/python/pyproject.toml"));
  expect(await differences(checkout, folder)).toEqual([
    "sdk/nodejs/native/keyPair.ts",
    "sdk/nodejs/native/more/file.ts",
    "sdk/python/pyproject.toml",
  ]);
});

test("a schema that names a type which is not there is refused", async ({ checkout, folder }) => {
  const file = join(checkout, "provider/schema.json");
  const text = await readFile(file, "utf8");
  await writeFile(
    file,
    text.replace("#/types/alicloud-keypair:index:RsaBits", "#/types/alicloud-keypair:index:None"),
  );

  const refusal: unknown = await generate(checkout, folder, process.env).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(CommandError);
  expect((refusal as CommandError).output).toContain("alicloud-keypair:index:None");
});
