/** docs/reliability.md: what it shows is what the fault matrices recorded, and they recorded every cell. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test as base } from "vitest";
import { generate } from "../../../scripts/reliability.mjs";
import { picture, signs } from "../../../scripts/reliability/picture.mjs";
import { byResource, faults, readRecord, type Cell } from "../../../scripts/reliability/record.mjs";
import { tables, totals } from "../../../scripts/reliability/tables.mjs";
import { root } from "../../../scripts/setup/places.mjs";
import { attachmentCells, tellingAttachmentCells } from "../../lifecycle/faultMatrix/attachmentCells";
import {
  authorizedKeyCells,
  tellingAuthorizedKeyCells,
} from "../../lifecycle/faultMatrix/authorizedKeyCells";
import type { Cell as TestedCell } from "../../lifecycle/faultMatrix/cells";
import { faultNames } from "../../lifecycle/faultMatrix/faults";
import { keyPairCells, tellingKeyPairCells } from "../../lifecycle/faultMatrix/keyPairCells";

const it = base
  .extend("record", { scope: "file" }, () => readRecord(join(root, "docs", "reliability")))
  .extend("svg", ({ record }) => picture(byResource(record), totals(record)));

/** A call at which every fault comes to the same. */
const calls: Cell[] = faults.map(({ fault }) => ({
  ...{ host: "plugin", resource: "KeyPair", step: "create", action: "CreateKeyPair", way: "fixed name" },
  ...{ fault, outcome: "recovered" },
}));

describe("the record", () => {
  it.for<[resource: string, dynamic: readonly TestedCell[], plugin: readonly TestedCell[]]>([
    ["KeyPair", keyPairCells, tellingKeyPairCells],
    ["KeyPairAttachment", attachmentCells, tellingAttachmentCells],
    ["AuthorizedKey", authorizedKeyCells, tellingAuthorizedKeyCells],
  ])("has every cell of %s, and no other", ([resource, dynamic, plugin], { record }) => {
    const name = ({ step, action, fault, way }: TestedCell | Cell): string =>
      [step, action, fault, way].join(", ");
    const recorded = (host: string): string[] =>
      record.filter((cell) => cell.resource === resource && cell.host === host).map(name);

    expect(recorded("dynamic").toSorted()).toEqual(dynamic.map(name).toSorted());
    expect(recorded("plugin").toSorted()).toEqual(plugin.map(name).toSorted());
  });

  it("has no fault that the page does not explain", () => {
    expect(faults.map(({ fault }) => fault).toSorted()).toEqual(faultNames.toSorted());
  });
});

describe("the page", () => {
  it("shows the record: otherwise run npm run reliability", async () => {
    for (const [file, text] of Object.entries(await generate())) {
      expect(await readFile(join(root, file), "utf8"), file).toBe(text);
    }
  });

  it("is not generated where hosts or arguments come to different outcomes", () => {
    const other: Cell = { ...calls[0], host: "dynamic", outcome: "reported" } as Cell;

    expect(() => tables(byResource([...calls, other]))).toThrow(
      "reset before at CreateKeyPair in create: 2 outcomes: recovered, reported",
    );
  });

  it("counts what is none of the three outcomes as lost", () => {
    const lost = { ...calls[0], outcome: "lost" } as unknown as Cell;

    expect(totals([...calls, lost])).toBe("13 tests: 12 recovered, 0 clean errors, 0 reported, 1 lost.");
  });
});

describe("the picture", () => {
  it("is well-formed SVG with a title and a description", ({ svg, record }) => {
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toContain(`<desc id="description">${totals(record)}</desc>`);
  });

  it("has a sign beside each colour", ({ svg }) => {
    const squares = [...svg.matchAll(/<rect class="(\w+)" [^>]*\/><text [^>]*>(\S)/gu)];

    const pairs = new Set(squares.map(([, colour, sign]) => `${colour} ${sign}`));
    expect([...pairs].toSorted()).toEqual(
      [
        `recovered ${signs.recovered}`,
        `error ${signs["clean error"]}`,
        `reported ${signs.reported}`,
      ].toSorted(),
    );
  });
});
