// Which engine is chosen, how one is made ready, and what is said where none can be.
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import {
  engineOnPath,
  engineVersion,
  ensureEngine,
  type EngineOptions,
} from "../../../scripts/setup/engine.mjs";
import { root } from "../../../scripts/setup/places.mjs";
import { test as base } from "./fixtures";

const platform = `${process.platform}-${process.arch}`;

/** A `go` whose builds are programs that tell the given version, and that notes each build. */
const goBuilding = (version: string, notes: string) => `
case "$1 $2" in
  "env GOVERSION") echo go1.26.1;;
  "list -mod=readonly") echo ${dirname(notes)}/sources/pulumi-language-python;;
  "build "*)
    while [ "$1" != "-o" ]; do shift; done
    echo "$2" >> ${notes}
    /bin/mkdir -p "\${2%/*}"
    printf '#!/bin/sh\\necho ${version}\\n' > "$2"
    /bin/chmod +x "$2";;
esac`;

interface Fixtures {
  /** An installer's host that refuses, and a PATH that leads to this test's programs alone. */
  readonly options: EngineOptions & { env: NodeJS.ProcessEnv };
  readonly cached: string;
}

const test = base.extend<Fixtures>({
  options: async ({ env, folder, serve }, use) => {
    const { url, server } = await serve(() => undefined);
    server.close();
    await once(server, "close");
    await use({ node: process.execPath, env: { ...env, PATH: join(folder, "bin") }, url });
  },
  cached: async ({ folder }, use) => {
    await use(join(folder, "cache", "pulumi-alicloud-keypair", "engine", `${engineVersion}-${platform}`));
  },
});

test("the engine on the PATH is used where it is new enough and has its Node.js host", async ({
  options,
  program,
}) => {
  const file = await program("pulumi", "echo v3.208.0");
  await program("pulumi-language-nodejs", "");

  expect(await ensureEngine(options)).toEqual({ file, folder: undefined });
});

test("an engine on the PATH that is older is not used, and why is said", async ({ options, program }) => {
  await program("pulumi", "echo v3.207.0");
  await program("pulumi-language-nodejs", "");

  expect((await engineOnPath(options.env)).unfit).toContain("is v3.207.0, older than 3.208.0");
});

test("an engine on the PATH without its Node.js host is not used", async ({ options, program }) => {
  await program("pulumi", "echo v3.259.0");

  expect((await engineOnPath(options.env)).unfit).toContain("comes without pulumi-language-nodejs");
});

test("an engine on the PATH that does not run is not used", async ({ options, program }) => {
  await program("pulumi", "exit 1");

  expect((await engineOnPath(options.env)).unfit).toContain("does not tell its version");
});

test("where the installer cannot be had, Go builds the engine, and the next checkout finds it", async ({
  options,
  cached,
  folder,
  program,
}) => {
  const notes = join(folder, "builds");
  await program("go", goBuilding(`v${engineVersion}`, notes));

  const first = await ensureEngine(options);
  const second = await ensureEngine(options);

  expect(first).toEqual({ file: join(cached, "bin", "pulumi"), folder: join(cached, "bin") });
  expect(second).toEqual(first);
  expect((await readFile(notes, "utf8")).trim().split("\n")).toHaveLength(2);
  expect(await readdir(join(cached, ".."))).toEqual([`${engineVersion}-${platform}`]);
});

test("language hosts for YAML and Python are added where they are wanted, and only once", async ({
  options,
  cached,
  file,
  folder,
  program,
}) => {
  const notes = join(folder, "builds");
  await program("go", goBuilding(`v${engineVersion}`, notes));
  await file("sources/pulumi-language-python-exec", "");
  const engine = await ensureEngine(options);
  const without = await readdir(join(cached, "bin"));

  const first = await ensureEngine({ ...options, languages: true });
  const second = await ensureEngine({ ...options, languages: true });

  expect([first, second]).toEqual([engine, engine]);
  expect(without.filter((name) => /yaml|python/u.test(name))).toEqual([]);
  expect((await readdir(join(cached, "bin"))).filter((name) => /yaml|python/u.test(name))).toEqual([
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-language-yaml",
  ]);
  expect((await readFile(notes, "utf8")).trim().split("\n")).toHaveLength(4);
});

test("an engine on the PATH without a host for YAML is not used where that is wanted", async ({
  options,
  program,
}) => {
  await program("pulumi", "echo v3.259.0");
  await program("pulumi-language-nodejs", "");

  expect((await engineOnPath(options.env, true)).unfit).toContain("comes without pulumi-language-yaml");
});

test("two set-ups at once make one engine", async ({ options, folder, program }) => {
  const notes = join(folder, "builds");
  await program("go", goBuilding(`v${engineVersion}`, notes));

  const [first, second] = await Promise.all([ensureEngine(options), ensureEngine(options)]);

  expect(second).toEqual(first);
  expect((await readFile(notes, "utf8")).trim().split("\n")).toHaveLength(2);
});

test("an engine that calls itself another version is not kept", async ({
  options,
  cached,
  folder,
  program,
}) => {
  await program("go", goBuilding("v3.0.0", join(folder, "builds")));

  await expect(ensureEngine(options)).rejects.toThrow(
    "Go modules: it has brought a `pulumi` that calls itself `v3.0.0`",
  );

  expect(await readdir(join(cached, ".."))).toEqual([]);
});

test("where no way leads to an engine, one message says what was tried and what to do", async ({
  options,
}) => {
  const attempt = ensureEngine(options);

  await expect(attempt).rejects.toThrow(
    /on the PATH: there is no `pulumi`.*official installer: \S+ does not answer.*Go modules: there is no `go` on the PATH.*Install Pulumi 3\.208\.0 or newer/su,
  );
});

test("the Go module that is pinned is the version that is asked for", async () => {
  const goMod = await readFile(join(root, "scripts", "engine", "pulumi", "go.mod"), "utf8");

  expect(goMod).toContain(`github.com/pulumi/pulumi/pkg/v3 v${engineVersion} `);
});
