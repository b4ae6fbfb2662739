/** The Python SDK as it is published: wheel and source distribution, and the environment that the wheel is installed in. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";

const run = promisify(execFile);
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { version: string; license: string };
const name = `pulumi_alicloud_keypair-${manifest.version}`;

async function python(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(join(inject("python").bin, "python"), args);
  return stdout;
}

/** The text of a file in the wheel. */
async function inWheel(file: string): Promise<string> {
  const wheel = join(inject("python").dist, `${name}-py3-none-any.whl`);
  return python(
    "-c",
    "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())",
    wheel,
    file,
  );
}

test("a wheel and a source distribution of the package's version are built", async () => {
  const files = await readdir(inject("python").dist);

  expect(files).toEqual(expect.arrayContaining([`${name}-py3-none-any.whl`, `${name}.tar.gz`]));
});

test("the wheel tells version, license and README, is typed, and names the plugin", async () => {
  const metadata = await inWheel(`${name}.dist-info/METADATA`);

  expect(metadata).toContain(`\nVersion: ${manifest.version}\n`);
  expect(metadata).toContain(`\nLicense-Expression: ${manifest.license}\n`);
  expect(metadata).toContain("\nDescription-Content-Type: text/markdown\n");
  expect(metadata).toContain(await readFile("sdk/python/README.md", "utf8"));
  expect(await inWheel(`${name}.dist-info/licenses/LICENSE`)).toContain("Apache License");
  expect(await inWheel("pulumi_alicloud_keypair/py.typed")).toBeDefined();
  expect(JSON.parse(await inWheel("pulumi_alicloud_keypair/pulumi-plugin.json"))).toMatchObject({
    name: "alicloud-keypair",
    version: manifest.version,
  });
});

test("the source distribution holds what the wheel is built from", async () => {
  const { stdout } = await run("tar", ["tzf", join(inject("python").dist, `${name}.tar.gz`)]);

  const wanted = ["LICENSE", "README.md", "pyproject.toml", "pulumi_alicloud_keypair/py.typed"];
  expect(stdout.split("\n")).toEqual(expect.arrayContaining(wanted.map((file) => `${name}/${file}`)));
});

test("the installed wheel is what programs import", async () => {
  const text = await python(
    "-c",
    "import pulumi_alicloud_keypair as sdk; print(sdk.__file__, sdk._utilities.get_version())",
  );

  const [file = "", version] = text.trim().split(" ");
  expect(file.startsWith(join(inject("python").bin, "..", "lib"))).toBe(true);
  expect(version).toBe(manifest.version);
});
