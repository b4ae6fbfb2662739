// Which engine is chosen, how one is installed, and what the cache takes for a complete one.
import { once } from "node:events";
import { appendFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
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

/** A `go` that notes each build, and whose programs print the given version. */
const goBuilding = (version: string, notes: string) => `
case "$1 $2" in
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
  readonly builds: { readonly notes: string; readonly count: () => Promise<number> };
}

const test = base.extend<Fixtures>({
  options: async ({ env, folder, serve }, use) => {
    const { url, server } = await serve(() => undefined);
    server.close();
    await once(server, "close");
    await use({ node: process.execPath, env: { ...env, PATH: join(folder, "bin") }, url });
  },
  builds: async ({ folder }, use) => {
    const notes = join(folder, "builds");
    await use({ notes, count: async () => (await readFile(notes, "utf8")).trim().split("\n").length });
  },
  cached: async ({ folder }, use) => {
    await use(join(folder, "cache", "pulumi-alicloud-keypair", "engine", `${engineVersion}-${platform}`));
  },
});

test("the engine on the PATH is used where it is new enough and has its Node.js host", async ({
  options,
  program,
}) => {
  const file = await program("pulumi", "echo v3.214.1");
  await program("pulumi-language-nodejs", "");

  expect(await ensureEngine(options)).toEqual({ file, folder: undefined });
});

test.for([
  ["that is older", "echo v3.214.0", "is 3.214.0, older than 3.214.1"],
  ["that does not run", "exit 1", "prints no version"],
  ["without its Node.js host", "echo v3.259.0", "comes without pulumi-language-nodejs"],
] as const)("an engine on the PATH %s is not used", async ([, script, reason], { options, program }) => {
  await program("pulumi", script);

  expect((await engineOnPath(options.env)).unfit).toContain(reason);
});

test("an engine on the PATH without a host for YAML is not used for a program in YAML", async ({
  options,
  program,
}) => {
  await program("pulumi", "echo v3.259.0");
  await program("pulumi-language-nodejs", "");

  expect((await engineOnPath(options.env, true)).unfit).toContain("comes without pulumi-language-yaml");
});

test("if the installer's host is unreachable, Go builds the engine, once, also for two set-ups at once", async ({
  options,
  cached,
  builds,
  program,
}) => {
  await program("go", goBuilding(`v${engineVersion}`, builds.notes));

  const first = await Promise.all([ensureEngine(options), ensureEngine(options)]);
  const later = await ensureEngine(options);

  expect(later).toEqual({ file: join(cached, "bin", "pulumi"), folder: join(cached, "bin") });
  expect(first).toEqual([later, later]);
  expect(await builds.count()).toBe(2);
  expect(await readdir(join(cached, ".."))).toEqual([`${engineVersion}-${platform}`]);
});

test("language hosts for YAML and Python are added to the engine when they are needed, once", async ({
  options,
  cached,
  builds,
  file,
  program,
}) => {
  await program("go", goBuilding(`v${engineVersion}`, builds.notes));
  await file("sources/pulumi-language-python-exec", "");
  const engine = await ensureEngine(options);
  const before = await readdir(join(cached, "bin"));

  const first = await ensureEngine({ ...options, languages: true });
  const second = await ensureEngine({ ...options, languages: true });

  expect([first, second]).toEqual([engine, engine]);
  const added = ["pulumi-language-python", "pulumi-language-python-exec", "pulumi-language-yaml"];
  expect((await readdir(join(cached, "bin"))).sort()).toEqual([...before, ...added].sort());
  expect(await builds.count()).toBe(4);
});

test.for([
  ["a program is missing", (bin: string) => rm(join(bin, "pulumi-language-nodejs"))],
  ["a program has another size", (bin: string) => appendFile(join(bin, "pulumi"), "more")],
  ["the manifest, which is written last, is missing", (bin: string) => rm(join(bin, "../engine.json"))],
] as const)("a cached engine is replaced if %s", async ([, damage], { options, cached, builds, program }) => {
  await program("go", goBuilding(`v${engineVersion}`, builds.notes));
  await ensureEngine(options);
  await damage(join(cached, "bin"));

  await ensureEngine(options);
  await ensureEngine(options);

  expect(await builds.count()).toBe(4);
});

test("the unfinished build of a set-up that was killed is removed", async ({
  options,
  cached,
  builds,
  program,
}) => {
  await program("go", goBuilding(`v${engineVersion}`, builds.notes));
  await mkdir(join(cached, "..", `.${engineVersion}-${platform}.building-1`, "bin"), { recursive: true });

  await ensureEngine(options);

  expect(await readdir(join(cached, ".."))).toEqual([`${engineVersion}-${platform}`]);
});

test("an engine that prints another version is not kept", async ({ options, cached, builds, program }) => {
  await program("go", goBuilding("v3.0.0", builds.notes));

  await expect(ensureEngine(options)).rejects.toThrow("Go modules: its `pulumi version` prints `v3.0.0`");

  expect(await readdir(join(cached, ".."))).toEqual([]);
});

test("if no engine can be installed, one message says what was tried and what to do", async ({ options }) => {
  await expect(ensureEngine(options)).rejects.toThrow(
    /on the PATH: there is no `pulumi`.*official installer: connect ECONNREFUSED.*Go modules: `go` was not found.*Install Pulumi 3\.214\.1/su,
  );
});

test("the Go module that is pinned is the version that is asked for", async () => {
  const goMod = await readFile(join(root, "scripts", "engine", "pulumi", "go.mod"), "utf8");

  expect(goMod).toContain(`github.com/pulumi/pulumi/pkg/v3 v${engineVersion} `);
});
