/** The pictures under docs/ can be read on a light page, on a dark one, and by a screen reader. */
import { readdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";

const docs = join(root, "docs");
const drawings = readdirSync(docs).filter((file) => file.endsWith(".svg"));

describe("the drawings", () => {
  it("are those of the data flow, the benchmark, the fault matrix and the logo", () => {
    expect(drawings.toSorted()).toEqual(["bench.svg", "data-flow.svg", "logo.svg", "reliability.svg"]);
  });

  // The logo has a background of its own.
  const pictures = drawings.filter((file) => file !== "logo.svg");
  it.for(pictures)("%s is well-formed, has a title and a description, and dark colours", async (file) => {
    const svg = await readFile(join(docs, file), "utf8");

    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toMatch(/^<svg [^>]*>\s*<title[ >][^<]{10,}<\/title>\s*<desc[ >][^<]{20,}<\/desc>/);
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
    expect(svg).not.toMatch(/<image|href="http/);
  });
});

it("the picture of the emulator's page is small enough for a README", async () => {
  expect((await stat(join(docs, "emulator.png"))).size).toBeLessThan(150 * 1024);
});
