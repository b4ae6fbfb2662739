// Where the cache lies and where the user stands.
import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cacheFolder, userFolder } from "../../../scripts/setup/places.mjs";
import { onPosix } from "../posix";

test.for([
  ["linux", {}, join(homedir(), ".cache", "pulumi-alicloud-keypair")],
  ["darwin", {}, join(homedir(), "Library", "Caches", "pulumi-alicloud-keypair")],
  ["linux", { XDG_CACHE_HOME: "/cache" }, "/cache/pulumi-alicloud-keypair"],
  ["darwin", { XDG_CACHE_HOME: "/cache" }, "/cache/pulumi-alicloud-keypair"],
  ["linux", { XDG_CACHE_HOME: "relative" }, join(homedir(), ".cache", "pulumi-alicloud-keypair")],
] as const)("the cache on %s with %o is %s", ([platform, env, folder], { skip }) => {
  onPosix("POSIX paths", skip);

  expect(cacheFolder(env, platform)).toBe(folder);
});

test("the user stands where npm was started", () => {
  expect(userFolder("pulumi", { npm_lifecycle_event: "pulumi", INIT_CWD: "/home/user" })).toBe("/home/user");
});

test("without npm, or beneath another npm script, the user stands in the current folder", () => {
  expect(userFolder("pulumi", { INIT_CWD: "/home/user" })).toBe(process.cwd());
  expect(userFolder("pulumi", { npm_lifecycle_event: "test", INIT_CWD: "/home/user" })).toBe(process.cwd());
});
