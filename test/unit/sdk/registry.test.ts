/** Schema, pages and logo meet what the Pulumi Registry asks of a community package, once package.json has a repository. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { describe, expect, test } from "vitest";
import {
  publicationOf,
  publishedPage,
  publishedSchema,
  type Manifest,
  type Schema,
} from "../../../scripts/engine/publication.mjs";
import { root } from "../../../scripts/setup/places.mjs";

/** The parts of the package schema that the Registry reads. */
interface Published {
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly publisher: string;
  readonly repository: string;
  readonly homepage: string;
  readonly license: string;
  readonly logoUrl: string;
  readonly pluginDownloadURL: string;
  readonly keywords: readonly string[];
  readonly language: Readonly<Record<"nodejs" | "python", { packageName: string }>> &
    Readonly<Record<"go", { importBasePath: string }>> &
    Readonly<Record<"csharp" | "java", object>>;
}

function text(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

const manifest = JSON.parse(text("package.json")) as Manifest;
const repository = "https://github.com/keysmith/pulumi-alicloud-keypair";
const publication = publicationOf({ ...manifest, repository: { url: `git+${repository}.git` } });
const schema = publishedSchema(
  JSON.parse(text("provider/schema.json")) as Schema,
  publication,
) as unknown as Published;

describe("the package schema", () => {
  test("says what the Registry shows of a package", () => {
    const { displayName, description, publisher, homepage, license } = schema;

    for (const shown of [displayName, description, publisher, homepage, license]) {
      expect(shown).toMatch(/\S/);
    }
  });

  test("has the name of the repository, without `pulumi-`, and a semantic version", () => {
    expect(schema.repository).toBe(repository);
    expect(repository.split("/").at(-1)?.replaceAll("pulumi-", "")).toBe(schema.name);
    expect(semver.valid(schema.version)).toBe(schema.version);
  });

  test("has one category that the Registry knows, and is native", () => {
    const categories = schema.keywords.filter((keyword) => keyword.startsWith("category/"));

    expect(categories).toEqual(["category/cloud"]);
    expect(schema.keywords).toContain("kind/native");
    expect(schema.keywords).not.toContain("kind/component");
  });

  test("has a URL to download the plugin from, and names of SDKs, that the Registry passes on to its installers", () => {
    const { nodejs, python, go } = schema.language;

    expect(schema.pluginDownloadURL).toMatch(/^github:\/\/api\.github\.com\/[\w.-]+\/[\w.-]+$/);
    for (const name of [schema.name, nodejs.packageName, python.packageName, go.importBasePath]) {
      expect(name).toMatch(/^[\w.@/-]+$/);
    }
  });

  test("names every language's SDK as it is", () => {
    const { nodejs, python, go } = schema.language;

    expect(nodejs.packageName).toBe((JSON.parse(text("package.json")) as { name: string }).name);
    expect(existsSync(join(root, "sdk/python", python.packageName, "__init__.py"))).toBe(true);
    expect(
      existsSync(join(root, go.importBasePath.replace(/^github\.com\/[^/]+\/[^/]+\//, ""), "keyPair.go")),
    ).toBe(true);
    expect(Object.keys(schema.language).sort()).toEqual(["csharp", "go", "java", "nodejs", "python"]);
  });

  test("has a logo that is a file of the repository", () => {
    const [, file = ""] =
      /^https:\/\/raw\.githubusercontent\.com\/[^/]+\/[^/]+\/HEAD\/(.*\.svg)$/.exec(schema.logoUrl) ?? [];

    const logo = text(file);

    expect(logo).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 64 64"/);
    expect(logo).not.toMatch(/<script|href=|url\(|<image|<style/);
    expect(logo.length).toBeLessThan(2_000);
  });
});

/** The pages that the Registry takes, as they are then: the one with the examples must be there. */
const pages = ["docs/_index.md", "docs/installation-configuration.md"].map((file) => ({
  file,
  page: publishedPage(text(file), publication.repository),
}));
const index = pages[0]?.page ?? "";
const installation = pages[1]?.page ?? "";

/** What a page shows to readers of one language. */
function shownIn(page: string, language: string): string {
  const open = `{{% choosable language ${language} %}}`;
  return page.split(open)[1]?.split("{{% /choosable %}}")[0] ?? "";
}

describe.each(pages)("$file", ({ page }) => {
  test("begins with title, description and layout", () => {
    expect(page).toMatch(/^---\ntitle: \S.*\nmeta_desc: \S.*\nlayout: package\n---\n/);
  });

  test("shows no image by a relative path", () => {
    expect(page).not.toMatch(/!\[[^\]]*\]\((?!https:)/);
    expect(page).not.toMatch(/<img(?![^>]*src=["']https:)/);
  });

  test("has no link in HTML, and none to a file of the repository that is not absolute", () => {
    expect(page).not.toMatch(/<a\s/);
    const relative = [...page.matchAll(/\]\(([^)]+)\)/g)].flatMap(([, link = ""]) =>
      link.startsWith("https://") ? [] : [link],
    );
    expect(relative.filter((link) => link !== "./installation-configuration/")).toEqual([]);
  });

  test("links to files that the repository has", () => {
    const links = [...page.matchAll(/\]\(https:\/\/github\.com\/keysmith\/[^/]+\/blob\/HEAD\/([^)]+)\)/g)];

    expect(links).not.toEqual([]);
    for (const [, file = ""] of links) {
      expect(existsSync(join(root, file)), file).toBe(true);
    }
  });

  test("opens and closes its choosers as Hugo wants them, with every language chosen from shown", () => {
    const [, languages = ""] = /\{\{< chooser language "([\w,]+)" >\}\}/.exec(page) ?? [];
    const openings = [...page.matchAll(/\{\{% choosable language (\w+) %\}\}/g)].map(([, each]) => each);

    expect(openings).toEqual(languages.split(","));
    expect(languages).toBe("typescript,python,go,csharp,java,yaml");
    expect(page.match(/\{\{% \/choosable %\}\}/g)).toHaveLength(openings.length);
    expect(page.match(/\{\{< \/chooser >\}\}/g)).toHaveLength(1);
    expect(page.match(/\{\{\s+[<%]/)).toBe(null);
  });
});

test.each(["typescript", "python", "go", "yaml"])("docs/_index.md has an example in %s", (language) => {
  expect(shownIn(index, language)).toMatch(new RegExp(`\`\`\`${language}\n[^]*KeyPair[^]*\`\`\``));
});

test.each(["csharp", "java"])("docs/_index.md says how a program in %s gets its SDK", (language) => {
  expect(shownIn(index, language)).toContain("`pulumi package add alicloud-keypair`");
});

test.each([
  ["typescript", "sdk/nodejs/native"],
  ["python", "sdk/python"],
  ["go", "sdk/go"],
])("docs/installation-configuration.md links to the SDK for %s", (language, folder) => {
  expect(shownIn(installation, language)).toContain(`(${repository}/blob/HEAD/${folder})`);
});

test.each([
  ["typescript", `npm install ${schema.language.nodejs.packageName} `],
  ["python", `pip install ${schema.language.python.packageName.replaceAll("_", "-")}\n`],
  ["go", "go get "],
  ["csharp", `pulumi package add ${schema.name}\n`],
  ["java", `pulumi package add ${schema.name}\n`],
])("docs/installation-configuration.md says how to install the SDK for %s", (language, command) => {
  expect(shownIn(installation, language)).toContain(command);
});

test("docs/installation-configuration.md says how to install the plugin", () => {
  expect(installation).toContain(
    `pulumi plugin install resource ${schema.name} X.Y.Z --file pulumi-resource-${schema.name}-vX.Y.Z-`,
  );
});
