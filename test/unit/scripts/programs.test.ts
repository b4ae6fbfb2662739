// Programs on a PATH, their versions, and the Node.js that is chosen.
import { join } from "node:path";
import { expect } from "vitest";
import { findNode } from "../../../scripts/setup/node.mjs";
import { findOnPath, isAtLeast } from "../../../scripts/setup/programs.mjs";
import { test } from "./fixtures";

test.for([
  ["v3.259.0", "3.208.0", true],
  ["v3.208.0", "3.208.0", true],
  ["v3.207.9", "3.208.0", false],
  ["v3.99.0", "3.208.0", false],
  ["3.260.0-dev.1762", "3.208.0", true],
  ["v4.0.0", "3.208.0", true],
  ["go1.26", "1.25.11", true],
  ["go1.25", "1.25.11", false],
  ["", "3.208.0", false],
] as const)("%s is at least %s: %s", ([version, least, verdict]) => {
  expect(isAtLeast(version, least)).toBe(verdict);
});

test("the first executable file of a PATH is found, folders and plain files are passed over", async ({
  folder,
  file,
}) => {
  await file("folder/tool/inside", "");
  await file("plain/tool", "", 0o644);
  const wanted = await file("wanted/tool", "", 0o755);
  const path = ["folder", "plain", "wanted"].map((name) => join(folder, name)).join(":");

  expect(await findOnPath("tool", `/nowhere::${path}`)).toBe(wanted);
  expect(await findOnPath("other", path)).toBeUndefined();
  expect(await findOnPath("tool", undefined)).toBeUndefined();
});

test("a Node.js on the PATH that is new enough is used as it is", async ({ folder, env, program }) => {
  const own = await program("node", "echo v22.13.0");

  expect(await findNode(folder, env)).toEqual({ file: own, version: "v22.13.0", folder: undefined });
});

test("one that is too old gives way to the one among the npm packages", async ({
  folder,
  env,
  file,
  program,
}) => {
  await program("node", "echo v20.20.2");
  const packaged = await file("node_modules/.bin/node", "#!/bin/sh\necho v24.21.0\n", 0o755);

  expect(await findNode(folder, env)).toEqual({
    file: packaged,
    version: "v24.21.0",
    folder: join(folder, "node_modules", ".bin"),
  });
});

test("where neither will do, the error says what there is and what to do", async ({
  folder,
  env,
  program,
}) => {
  await program("node", "echo v20.20.2");

  await expect(findNode(folder, env)).rejects.toThrow(
    /22\.13\.0 or newer is needed; this machine has v20\.20\.2.*Install Node\.js/su,
  );
});
