/** What package.json says of a release, in the words of the package schema. */
import { describe, expect, test } from "vitest";
import { goModule, publicationOf, publishedPage } from "../../../scripts/engine/publication.mjs";

const manifest = { version: "1.2.3", license: "Apache-2.0" };

describe("the publication", () => {
  test.each([
    "github:someone/keys",
    "someone/keys",
    "https://github.com/someone/keys",
    "git+https://github.com/someone/keys.git",
    "git+ssh://git@github.com/someone/keys.git",
    "git@github.com:someone/keys.git",
    { url: "git+https://github.com/someone/keys.git" },
  ])("has the page of the repository %j", (repository) => {
    expect(publicationOf({ ...manifest, repository })).toMatchObject({
      slug: "someone/keys",
      repository: "https://github.com/someone/keys",
    });
  });

  test("has none of these where package.json has no repository", () => {
    expect(publicationOf(manifest)).toEqual(manifest);
  });

  test("refuses a repository that is not on GitHub", () => {
    expect(() => publicationOf({ ...manifest, repository: "https://example.com/someone/keys" })).toThrow(
      "https://example.com/someone/keys, is not on GitHub",
    );
  });

  test.each([
    ["Some One", "Some One"],
    ["Some One <one@example.com> (https://example.com)", "Some One"],
    [{ name: "Some One" }, "Some One"],
    [undefined, "someone"],
  ])("has of the author %j the publisher %s", (author, publisher) => {
    const given = author === undefined ? {} : { author };

    expect(publicationOf({ ...manifest, repository: "someone/keys", ...given }).publisher).toBe(publisher);
  });

  test("has package.json's own home page", () => {
    const homepage = "https://example.com/keys";

    expect(publicationOf({ ...manifest, repository: "someone/keys", homepage }).homepage).toBe(homepage);
  });
});

describe("the Go module", () => {
  test.each([
    ["0.1.0", undefined, "example.com/pulumi-alicloud-keypair/sdk/go"],
    ["1.2.3", "someone/keys", "github.com/someone/keys/sdk/go"],
    ["2.0.0-rc.1", "someone/keys", "github.com/someone/keys/sdk/go/v2"],
  ])("of version %s in %s is %s", (version, slug, module) => {
    expect(goModule("alicloud-keypair", { version, slug })).toBe(module);
  });
});

describe("a page of the Registry", () => {
  const text = "See `docs/rotation.md`, `sdk/go` and `pulumi up`.";
  const page = "https://github.com/someone/keys";

  test("links to the paths of the repository that it names", () => {
    expect(publishedPage(text, page)).toBe(
      `See [\`docs/rotation.md\`](${page}/blob/HEAD/docs/rotation.md), [\`sdk/go\`](${page}/blob/HEAD/sdk/go) and \`pulumi up\`.`,
    );
  });

  test("changes its links with the repository, and loses them without one", () => {
    const elsewhere = "https://github.com/else/keys";

    expect(publishedPage(publishedPage(text, page), elsewhere)).toBe(publishedPage(text, elsewhere));
    expect(publishedPage(publishedPage(text, page), undefined)).toBe(text);
  });
});
