/** The committed schema, SDKs and pages are what `npm run generate` writes, and repeat what package.json says of a repository. */
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { buildCodeGenerator } from "../../scripts/engine/build.mjs";
import { differences, generate, keep } from "../../scripts/engine/generate.mjs";
import { root } from "../../scripts/setup/places.mjs";
import { CommandError } from "../../scripts/setup/progress.mjs";
import { filesText } from "./stack";

/** What is generated, and what it is generated from. */
const paths = ["docs", "examples/dev-key-go", "provider/schema.json", "sdk", "test/engine/go"];

const test = base
  .extend("prefix", { scope: "file" }, join(tmpdir(), "keypair-generated-"))
  .extend("generator", { scope: "file" }, async ({ prefix }, { onCleanup }) => {
    const folder = await mkdtemp(prefix);
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    return buildCodeGenerator(folder, process.env);
  })
  /** The generated files and what they are made of, to be changed. */
  .extend("checkout", async ({ prefix }, { onCleanup }) => {
    const checkout = await mkdtemp(prefix);
    onCleanup(() => rm(checkout, { recursive: true, force: true }));
    for (const path of [...paths, "LICENSE", "package.json"]) {
      await cp(join(root, path), join(checkout, path), { recursive: true });
    }
    return checkout;
  })
  /** Regenerates the checkout after its package.json has got other fields; undefined removes one. */
  .extend(
    "regenerate",
    ({ prefix, generator, checkout }) =>
      async (fields: Readonly<Record<string, unknown>>) => {
        const file = join(checkout, "package.json");
        const manifest = JSON.parse(await readFile(file, "utf8")) as object;
        await writeFile(file, JSON.stringify({ ...manifest, ...fields }));
        const folder = await mkdtemp(prefix);
        await generate(checkout, folder, generator);
        await keep(checkout, folder);
        await rm(folder, { recursive: true });
      },
  )
  .extend("folder", async ({ prefix }, { onCleanup }) => {
    const folder = await mkdtemp(prefix);
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    return folder;
  });

test("the committed files are the generated ones; a change, a file too many and one too few are seen", async ({
  generator,
  checkout,
  folder,
}) => {
  await generate(root, folder, generator);

  expect(await differences(root, folder), "`npm run generate` makes them anew").toEqual([]);
  await appendFile(join(checkout, "sdk/nodejs/native/keyPair.ts"), "\n");
  await mkdir(join(checkout, "sdk/nodejs/native/more"));
  await writeFile(join(checkout, "sdk/nodejs/native/more/file.ts"), "");
  await rm(join(checkout, "sdk/python/pyproject.toml"));
  await rm(join(checkout, "sdk/go/alicloudkeypair/keyPair.go"));
  expect(await differences(checkout, folder)).toEqual([
    "sdk/go/alicloudkeypair/keyPair.go",
    "sdk/nodejs/native/keyPair.ts",
    "sdk/nodejs/native/more/file.ts",
    "sdk/python/pyproject.toml",
  ]);
});

const unpublished = { author: undefined, homepage: undefined, repository: undefined };
const page = "https://github.com/keysmith/pulumi-alicloud-keypair";
const published = { ...unpublished, repository: { type: "git", url: `git+${page}.git` } };

/** Where each SDK tells the engine which plugin it needs. */
const pluginFiles = [
  "sdk/python/pulumi_alicloud_keypair/_utilities.py",
  "sdk/python/pulumi_alicloud_keypair/pulumi-plugin.json",
  "sdk/go/alicloudkeypair/internal/pulumiUtilities.go",
  "sdk/go/alicloudkeypair/pulumi-plugin.json",
];

test("version and repository of package.json reach the schema, the SDKs, the Go module and the Registry's pages", async ({
  checkout,
  regenerate,
}) => {
  const text = (file: string) => readFile(join(checkout, file), "utf8");
  const plugins = "github://api.github.com/keysmith/pulumi-alicloud-keypair";
  const module = "github.com/keysmith/pulumi-alicloud-keypair/sdk/go";

  await regenerate({ ...published, version: "1.2.3" });

  expect(JSON.parse(await text("provider/schema.json"))).toMatchObject({
    version: "1.2.3",
    license: "Apache-2.0",
    publisher: "keysmith",
    repository: page,
    homepage: page,
    logoUrl: "https://raw.githubusercontent.com/keysmith/pulumi-alicloud-keypair/HEAD/docs/logo.svg",
    pluginDownloadURL: plugins,
    language: { go: { importBasePath: `${module}/alicloudkeypair` } },
  });
  // The Node.js SDK reads its version from package.json.
  for (const file of [...pluginFiles, "sdk/nodejs/native/utilities.ts"]) {
    expect(await text(file), file).toContain(plugins);
  }
  for (const file of [...pluginFiles, "sdk/python/pyproject.toml"]) {
    expect(await text(file), file).toContain('"1.2.3"');
  }
  expect(await text("sdk/go/go.mod")).toContain(`module ${module}\n`);
  for (const file of ["examples/dev-key-go/go.mod", "test/engine/go/go.mod"]) {
    expect(await text(file), file).toContain(`${module} v1.2.3\n`);
  }
  for (const file of ["examples/dev-key-go/main.go", "docs/_index.md"]) {
    expect(await text(file), file).toContain(`"${module}/alicloudkeypair"\n`);
  }
  expect(await text("docs/_index.md")).toContain(
    `[\`docs/rotation.md\`](${page}/blob/HEAD/docs/rotation.md)`,
  );
});

test("without a repository nothing names one, a publisher or a place to download from", async ({
  checkout,
  regenerate,
}) => {
  await regenerate(published);

  await regenerate(unpublished);

  expect((await filesText(checkout)).includes("keysmith")).toBe(false);
  const schema: unknown = JSON.parse(await readFile(join(checkout, "provider/schema.json"), "utf8"));
  for (const field of ["publisher", "repository", "homepage", "logoUrl", "pluginDownloadURL"]) {
    expect(schema).not.toHaveProperty(field);
  }
});

test("a schema that names a type which is not there is refused", async ({ generator, checkout, folder }) => {
  const file = join(checkout, "provider/schema.json");
  const text = await readFile(file, "utf8");
  await writeFile(
    file,
    text.replace("#/types/alicloud-keypair:index:RsaBits", "#/types/alicloud-keypair:index:None"),
  );

  const refusal: unknown = await generate(checkout, folder, generator).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(CommandError);
  expect((refusal as CommandError).output).toContain("alicloud-keypair:index:None");
});
