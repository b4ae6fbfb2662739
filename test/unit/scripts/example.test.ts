// Which example `pulumi` runs, and when its packages are installed.
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import {
  exampleOf,
  ensureExamplePackages,
  installProject,
  projectToRun,
  wantsLanguageHost,
} from "../../../scripts/setup/example.mjs";
import { root } from "../../../scripts/setup/places.mjs";
import { test as base } from "./fixtures";

const noteNpm = (notes: string) => `
case "$1" in
  pack) touch "$3/package.tgz";;
  install) mkdir -p node_modules; echo "$@" >> ${notes};;
esac`;

interface Fixtures {
  readonly notes: string;
  /** With the record of a build, and an `npm` on the PATH that notes its installs. */
  readonly checkout: string;
}

const test = base.extend<Fixtures>({
  notes: async ({ folder }, use) => {
    await use(join(folder, "installs"));
  },
  checkout: async ({ folder, file, program, notes }, use) => {
    await file("dist/.sources", "built\n");
    await file("examples/dev-key/package.json", `{"dependencies":{"pulumi-alicloud-keypair":"^0.1.0"}}`);
    await file("examples/later-stack/package.json", `{"dependencies":{}}`);
    await program("npm", noteNpm(notes));
    await use(folder);
  },
});

test.for([
  [".", [], "dev-key"],
  ["examples", ["up"], "dev-key"],
  ["examples/later-stack", ["up"], "later-stack"],
  ["..", ["up"], undefined],
  ["..", ["-C", root, "up"], "dev-key"],
  ["..", [`-C${root}`, "up"], "dev-key"],
  ["..", [`--cwd=${root}/examples/dev-key`, "up"], "dev-key"],
  [".", ["up", "--cwd", "examples/later-stack"], "later-stack"],
  [".", ["-C", "..", "up"], undefined],
  [".", ["-C", "examples/no-such-example", "up"], undefined],
] as const)("in %s, pulumi %o runs the example %s", ([folder, args, example]) => {
  expect(exampleOf(root, projectToRun(join(root, folder), [...args]))).toBe(example);
});

test.for([
  ["name: keys\nruntime: yaml\n", true],
  ["name: keys\nruntime: python\n", true],
  ["name: keys\nruntime:\n  name: python\n  options:\n    virtualenv: venv\n", true],
  ["name: keys\nruntime: nodejs\n", false],
  ["name: yaml\nruntime:\n  name: nodejs\n", false],
] as const)("a project of %j needs another language host: %s", async ([text, wanted], { folder, file }) => {
  await file("Pulumi.yaml", text);

  expect(await wantsLanguageHost(folder)).toBe(wanted);
});

test("a folder without a project needs no other language host", async ({ folder }) => {
  expect(await wantsLanguageHost(folder)).toBe(false);
});

test("packages are installed once for each build", async ({ checkout, env, notes }) => {
  await ensureExamplePackages(checkout, "dev-key", env);
  await ensureExamplePackages(checkout, "dev-key", env);
  await appendFile(join(checkout, "dist", ".sources"), "again\n");
  await ensureExamplePackages(checkout, "dev-key", env);

  expect((await readFile(notes, "utf8")).trim().split("\n")).toHaveLength(2);
});

test("only a project that asks for this package gets the tarball", async ({ checkout, env, notes }) => {
  await installProject(join(checkout, "examples", "dev-key"), "/package.tgz", env);
  await installProject(join(checkout, "examples", "later-stack"), "/package.tgz", env);

  const [devKey, laterStack] = (await readFile(notes, "utf8")).split("\n");
  expect(devKey).toContain("install --no-save --no-package-lock /package.tgz");
  expect(laterStack).not.toContain("/package.tgz");
});
