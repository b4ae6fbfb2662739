// Whether this machine's Go, and the module proxies it is set to, will do.
import { once } from "node:events";
import { expect } from "vitest";
import { answeringProxies, refuseUnfitGo } from "../../../scripts/setup/goBuild.mjs";
import { test as base } from "./fixtures";

const goOf = (version: string, toolchain: string) => `
case "$2" in
  GOVERSION) echo ${version};;
  GOTOOLCHAIN) echo ${toolchain};;
esac`;

const test = base.extend<{ dead: string; alive: string }>({
  dead: async ({ serve }, use) => {
    const { url, server } = await serve(() => undefined);
    server.close();
    await once(server, "close");
    await use(url);
  },
  alive: async ({ serve }, use) => {
    const { url } = await serve((_, response) => response.writeHead(404).end());
    await use(url);
  },
});

test("a Go that is new enough will do", async ({ env, program }) => {
  await program("go", goOf("go1.26.8", "local"));

  await expect(refuseUnfitGo(env)).resolves.toBeUndefined();
});

test("an older Go that may fetch a newer toolchain will do", async ({ env, program }) => {
  await program("go", goOf("go1.21.0", "auto"));

  await expect(refuseUnfitGo(env)).resolves.toBeUndefined();
});

test("an older Go that may not is refused", async ({ env, program }) => {
  await program("go", goOf("go1.24.1", "local"));

  await expect(refuseUnfitGo(env)).rejects.toThrow(/Go 1\.25\.\d+ or newer is needed; .* is go1\.24\.1/u);
});

test("a Go from before toolchains could be fetched is refused", async ({ env, program }) => {
  await program("go", goOf("go1.20.14", ""));

  await expect(refuseUnfitGo(env)).rejects.toThrow("go1.20.14");
});

test("proxies that do not answer are left out, so that Go does not wait for them", async ({
  env,
  dead,
  alive,
}) => {
  expect(await answeringProxies(`${dead}|${alive}`, env)).toEqual({ setting: alive, probe: alive });
});

test("where no proxy answers, the error says of each why", async ({ env, dead }) => {
  await expect(answeringProxies(`${dead},off`, env)).rejects.toThrow(
    new RegExp(`GOPROXY=${dead},off.*${new URL(dead).host} does not answer: .*; it names \`off\``, "u"),
  );
});
