// The official installer is not waited for where its host is dead or its download stalls.
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { expect } from "vitest";
import { installEngine, whileGrowing } from "../../../scripts/setup/installer.mjs";
import { test } from "./fixtures";

test("a host that does not answer is told before anything is downloaded", async ({ env, folder, serve }) => {
  const { url, server } = await serve(() => undefined);
  server.close();
  await once(server, "close");

  await expect(installEngine("3.259.0", folder, { node: "/nowhere", env, url })).rejects.toThrow(
    "does not answer",
  );

  expect(await readdir(folder)).not.toContain("downloads");
});

test("work that lets its folder not grow is stopped", async ({ folder }) => {
  const work = (signal: AbortSignal) =>
    once(signal, "abort").then(() => Promise.reject(new Error(String(signal.reason))));

  await expect(whileGrowing(folder, 150, work)).rejects.toThrow("nothing has arrived for 0.15 s");
});

test("work that ends is answered", async ({ folder }) => {
  expect(await whileGrowing(folder, 60_000, () => Promise.resolve("done"))).toBe("done");
});
