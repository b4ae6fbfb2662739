// Whether a host answers.
import { once } from "node:events";
import { expect } from "vitest";
import { proxyFor, silenceOf, whileAnswering } from "../../../scripts/setup/probe.mjs";
import { test } from "./fixtures";

test("a host that answers anything is not silent", async ({ env, serve }) => {
  const { url } = await serve((_, response) => response.writeHead(404).end());

  expect(await silenceOf(url, env)).toBeUndefined();
});

test("a host that refuses is silent, and the sentence names it", async ({ env, serve }) => {
  const { url, server } = await serve(() => undefined);
  server.close();
  await once(server, "close");

  expect(await silenceOf(url, env)).toContain(`${new URL(url).host} does not answer: `);
});

test("a host that takes the request and never answers is silent when the limit is over", async ({
  env,
  serve,
}) => {
  const { url } = await serve(() => undefined);

  expect(await silenceOf(url, env, { limitMs: 300 })).toBe(
    `${new URL(url).host} did not answer within 0.3 s`,
  );
});

test("an https host behind a proxy answers when the proxy gets through to it", async ({ env, serve }) => {
  const { url, server } = await serve(() => undefined);
  const asked: (string | undefined)[] = [];
  server.on("connect", (request, socket) => {
    asked.push(request.url);
    socket.end("HTTP/1.1 200 OK\r\n\r\n");
  });

  expect(await silenceOf("https://host.invalid/install", { ...env, HTTPS_PROXY: url })).toBeUndefined();
  expect(asked).toEqual(["host.invalid:443"]);
});

test("an https host that the proxy refuses is silent", async ({ env, serve }) => {
  const { url, server } = await serve(() => undefined);
  server.on("connect", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));

  expect(await silenceOf("https://host.invalid/install", { ...env, https_proxy: url })).toContain(
    "answered 403",
  );
});

test("no_proxy exempts a host and its subdomains", () => {
  const env = { https_proxy: "proxy:3128", no_proxy: "localhost, .example.org" };

  expect(proxyFor(new URL("https://a.example.org/"), env)).toBeUndefined();
  expect(proxyFor(new URL("https://example.org/"), env)).toBeUndefined();
  expect(proxyFor(new URL("https://notexample.org/"), env)?.href).toBe("http://proxy:3128/");
  expect(proxyFor(new URL("http://notexample.org/"), env)).toBeUndefined();
});

test("work is stopped when its host falls silent meanwhile", async ({ env, serve }) => {
  const { url, server } = await serve(() => undefined);
  server.close();
  await once(server, "close");
  const work = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => {
        reject(signal.reason instanceof Error ? signal.reason : new Error("no reason"));
      });
    });

  await expect(whileAnswering(url, env, work, 2_000)).rejects.toThrow("does not answer");
});

test("work is not disturbed while its host answers", async ({ env, serve }) => {
  const { url, server } = await serve((_, response) => response.end());
  const probed = once(server, "request");

  const work = async (signal: AbortSignal) => {
    await probed;
    return signal.aborted;
  };
  const result = await whileAnswering(url, env, work, 2_000);

  expect(result).toBe(false);
});
