// The Node.js that programs and tests run with.
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { findNode } from "../../../scripts/setup/node.mjs";
import { test as base } from "./fixtures";

const test = base.extend<{ packaged: string }>({
  /** The one among the checkout's npm packages, which npm puts first on the PATH. */
  packaged: async ({ file }, use) => {
    await use(await file("node_modules/.bin/node", "#!/bin/sh\necho v24.21.0\n", 0o755));
  },
});

test("the user's own Node.js comes before the npm package, if it is new enough", async ({
  folder,
  env,
  packaged,
  program,
}) => {
  const own = await program("node", "echo v22.13.0");
  const PATH = env["PATH"] ?? "";

  const found = await findNode(folder, { ...env, PATH: `${dirname(packaged)}:${PATH}` });

  expect(found).toEqual({ node: own, nodeVersion: "v22.13.0", env: { ...env, PATH } });
});

test("one that is new enough and comes after an old one goes first on the PATH", async ({
  folder,
  env,
  file,
  program,
}) => {
  await program("node", "echo v20.20.2");
  const newer = await file("newer/node", "#!/bin/sh\necho v26.0.0\n", 0o755);
  const PATH = `${join(folder, "bin")}:${dirname(newer)}`;

  const found = await findNode(folder, { ...env, PATH });

  expect(found).toMatchObject({ node: newer, env: { PATH: `${dirname(newer)}:${PATH}` } });
});

test("a Node.js that is too old gives way to the npm package", async ({ folder, env, packaged, program }) => {
  await program("node", "echo v20.20.2");
  const PATH = join(folder, "bin");

  const found = await findNode(folder, { ...env, PATH });

  expect(found).toMatchObject({ node: packaged, env: { PATH: `${dirname(packaged)}:${PATH}` } });
});

test("if neither is new enough, the error says what there is and what to do", async ({
  folder,
  env,
  program,
}) => {
  const own = await program("node", "echo v20.20.2");

  await expect(findNode(folder, { ...env, PATH: dirname(own) })).rejects.toThrow(
    /22\.13\.0 or newer is needed; \S+\/node is older.*Install Node\.js/su,
  );
});
