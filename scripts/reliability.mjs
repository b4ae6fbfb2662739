// `npm run reliability`: the picture and the tables of docs/reliability.md, from what the fault matrices recorded.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { picture } from "./reliability/picture.mjs";
import { byResource, readRecord } from "./reliability/record.mjs";
import { tables, totals } from "./reliability/tables.mjs";
import { root } from "./setup/places.mjs";
import { SetupError } from "./setup/progress.mjs";

export const help = `npm run reliability

Draws docs/reliability.svg and writes the tables of docs/reliability.md from docs/reliability, where the tests of the fault matrix
record each outcome. A test fails if its outcome differs from the recorded one. To record all of them again:
npm test -- --project lifecycle --project plugin faultMatrix -u
`;

const generated = /(<!-- generated: npm run reliability -->\n).*(<!-- end of generated -->\n)/su;

/** @param {string[]} args */
export async function run(args) {
  parseArgs({ args, options: {} });
  for (const [file, text] of Object.entries(await generate())) await writeFile(join(root, file), text);
  return 0;
}

/** @returns {Promise<Record<string, string>>} the text of each file that is generated, wholly or in part */
export async function generate() {
  const docs = join(root, "docs");
  const cells = await readRecord(join(docs, "reliability"));
  const resources = byResource(cells);
  const page = await readFile(join(docs, "reliability.md"), "utf8");
  if (!generated.test(page)) throw new SetupError("docs/reliability.md has no generated part");
  const image = `![${totals(cells)} The tables below list them.](reliability.svg)`;
  const text = page.replace(
    generated,
    (_, start, end) => `${start}\n${totals(cells)}\n\n${image}\n\n${tables(resources)}\n\n${end}`,
  );
  return {
    "docs/reliability.md": await format(text, { parser: "markdown" }),
    "docs/reliability.svg": picture(resources, totals(cells)),
  };
}
