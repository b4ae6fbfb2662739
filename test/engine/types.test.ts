/** The types of every TypeScript program that a reader can copy: the other tests run these programs without checking types. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { blocks } from "./blocks";
import { typescript } from "./languagePrograms";

const run = promisify(execFile);

/** Programs by the name of the file that they are checked as. */
type Programs = Readonly<Record<string, string>>;

/** The blocks of README and docs that are run, each as it stands there. */
async function ofPages(): Promise<Programs> {
  const pages = [
    "README.md",
    ...(await readdir("docs")).filter((file) => file.endsWith(".md")).map((file) => join("docs", file)),
  ];
  const programs = await Promise.all(
    pages.map(async (page) => {
      const found = (await blocks(page)).filter(
        ({ language, mark = "" }) => language === "ts" && mark.startsWith("run: "),
      );
      return found.map(({ text }, index) => [`${page.replaceAll(/\W/g, "-")}-${index}.ts`, text] as const);
    }),
  );
  return Object.fromEntries(programs.flat());
}

/** The examples that need no other provider's package. */
async function ofExamples(): Promise<Programs> {
  const gitops = ["gitops/keys", "gitops/app"];
  const rotation = ["bound-instances", "rotation/one-stack", "rotation/keys", "rotation/app"];
  const files = ["dev-key", "later-stack", "dev-key-native", ...gitops, ...rotation].map(
    async (name) =>
      [
        `example-${name.replace("/", "-")}.ts`,
        await readFile(join("examples", name, "index.ts"), "utf8"),
      ] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}

/** Has the compiler check programs beside the installed package. @returns what it says */
async function check(programs: Programs): Promise<string> {
  const installed = inject("installed");
  const folder = await mkdtemp(join(installed, "programs", "types-"));
  try {
    for (const [file, text] of Object.entries(programs)) {
      await writeFile(join(folder, file), text);
    }
    const tsc = join(installed, "node_modules/typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs"];
    const files = Object.keys(programs);
    return await run(process.execPath, [tsc, ...options, "--moduleResolution", "node10", ...files], {
      cwd: folder,
    }).then(
      ({ stdout }) => stdout,
      (error: unknown) => (error as { stdout: string }).stdout,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the programs of README, docs and examples have the types that the package declares, and a misspelt argument has not", async () => {
  const programs = {
    ...(await ofPages()),
    ...(await ofExamples()),
    "tests.ts": typescript.program({ keyPairName: "dev" }),
  };
  const misspelt = `import * as alicloud from "pulumi-alicloud-keypair";\nnew alicloud.KeyPair("dev", { keyPairNam: "dev" });\n`;

  const output = await check({ ...programs, "misspelt.ts": misspelt });

  expect(Object.keys(programs).length).toBeGreaterThan(15);
  expect(output.trim()).toMatch(
    /^misspelt\.ts\(2,31\): error TS2561: [^\n]*'keyPairNam' does not exist[^\n]*$/,
  );
});
