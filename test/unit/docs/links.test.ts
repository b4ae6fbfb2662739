/** The links of README.md and the pages beside it. */
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";
import { anchors, relativeLinks, type Link } from "./markdown";

/** The Registry shows these two on a site of its own, where files beside them do not exist. */
const registryPages = ["docs/_index.md", "docs/installation-configuration.md"];

const pages = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "emulator/README.md"],
  ...readdirSync(join(root, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];

function read(page: string): Promise<string> {
  return readFile(join(root, page), "utf8");
}

/** The links of a page that lead to no file, or to no heading of a page. */
async function brokenLinks(page: string): Promise<string[]> {
  const text = await read(page);
  const broken = await Promise.all(
    relativeLinks(text).map(async (link) => ((await leadsSomewhere(page, link)) ? [] : [link.target])),
  );
  return broken.flat();
}

async function leadsSomewhere(page: string, { path, anchor }: Link): Promise<boolean> {
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) {
    return false;
  }
  return anchor === "" || anchors(await read(file)).has(anchor);
}

describe("every relative link leads to a file, and to a heading in it", () => {
  it.for(pages.filter((page) => !registryPages.includes(page)))("%s", async (page) => {
    expect(await brokenLinks(page)).toEqual([]);
  });
});

describe("a page of the Registry has no relative link to a file", () => {
  it.for(registryPages)("%s", async (page) => {
    const links = relativeLinks(await read(page)).map(({ target }) => target);

    expect(links.filter((target) => target.includes(".md") || target.startsWith("../"))).toEqual([]);
  });
});

describe("the links of a text", () => {
  it("are found outside of code, pictures included, and those to other sites left out", () => {
    const text = "[a](x.md#y) ![b](c.png)\n`[d](e)` [f](https://g)\n\n```md\n[h](i.md)\n```\n[j](#k)";

    expect(relativeLinks(text).map(({ target }) => target)).toEqual(["x.md#y", "c.png", "#k"]);
  });

  it("lead to headings as GitHub spells them", () => {
    const text = "# `KeyPair`, and more\n\n```sh\n# no heading\n```\n\n## [Go](x.md) on\n\n## go on\n";

    expect([...anchors(text)]).toEqual(["keypair-and-more", "go-on", "go-on-1"]);
  });
});

it("every page under docs/ is listed in README.md", async () => {
  const linked = relativeLinks(await read("README.md")).map(({ path }) => path);

  expect(pages.filter((page) => page.startsWith("docs/") && !linked.includes(page))).toEqual([]);
});

it("README.md has at most 150 lines", async () => {
  expect((await read("README.md")).trimEnd().split("\n").length).toBeLessThanOrEqual(150);
});
