// Compiles into Go's own cache what the tests' programs in Go are made of: with an empty cache that takes longer than a test may.
import { join } from "node:path";
import { run } from "./child.mjs";
import { root } from "./places.mjs";
import { step } from "./progress.mjs";

/** The module that the tests build programs in, and the SDK that they import. */
const module = join(root, "test", "engine", "go");
const sdk = join(root, "sdk", "go", "alicloudkeypair");

/** What `go` runs with in the tests: only what go.mod and go.sum pin, whatever the machine's own settings. */
export const goSettings = { GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" };

/** @param {NodeJS.ProcessEnv} env */
export async function ensureGo(env) {
  await step("Go: Pulumi's SDK and ours (about a minute if Go's cache is empty)", () =>
    run("go", ["list", "-export", "-deps", ".", sdk], {
      cwd: module,
      env: { ...env, ...goSettings },
      limitMs: 1_800_000,
    }),
  );
}
