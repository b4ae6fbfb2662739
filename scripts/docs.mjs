// `npm run docs`: builds the API reference in HTML and checks its links.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check, LinkState } from "linkinator";
import { run as runToEnd } from "./setup/child.mjs";
import { root } from "./setup/places.mjs";
import { SetupError, say, step } from "./setup/progress.mjs";
import { makeReady } from "./setup/ready.mjs";

export const help = `npm run docs

Builds the API reference of the package and of its subpath native from the docstrings, in docs/api. Checks every link between its
pages, but not links to other sites.
`;

/** @param {string[]} args */
export async function run(args) {
  parseArgs({ args, options: {} });
  const { node, env } = await makeReady({});
  const typedoc = join(root, "node_modules", "typedoc", "bin", "typedoc");
  await step("API reference: typedoc", () =>
    runToEnd(node, [typedoc, "--options", "typedoc.reference.json"], { cwd: root, env }),
  );
  const folder = join(root, "docs", "api");
  await step("links", () => checkLinks(folder));
  say(join(folder, "index.html"));
  return 0;
}

/** @param {string} folder */
async function checkLinks(folder) {
  const { links } = await check({
    path: ".",
    serverRoot: folder,
    recurse: true,
    checkFragments: true,
    linksToSkip: ["^https?://(?!127\\.0\\.0\\.1)"],
  });
  const broken = links.filter(({ state }) => state === LinkState.BROKEN);
  if (broken.length > 0)
    throw new SetupError(
      `broken links:\n${broken.map(({ url, parent }) => `  ${url} in ${parent}`).join("\n")}`,
    );
  say(`  ${links.filter(({ state }) => state === LinkState.OK).length} links lead somewhere`);
}
