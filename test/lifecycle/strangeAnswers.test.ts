/** Answers to CreateKeyPair as no document has them: whatever stands in the private key's place is kept. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { describe, expect } from "vitest";
import { attemptTag, inputs, it as base } from "./fixtures";

const dev = inputs({ keyPairName: "dev" });
const brokenPem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----";
const encryptedPem =
  "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----";

/** Sends a host to the emulator by way of a server that puts other values into the answers to CreateKeyPair. */
const it = base.extend<{
  viaRewriting: (fields: Record<string, unknown>) => Promise<Record<string, string>>;
}>({
  viaRewriting: async ({ emulator }, use) => {
    let changed: Record<string, unknown> = {};
    const server = createServer((incoming, answer) => {
      void forward(emulator.url, incoming, answer, changed);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    await use((fields) => {
      changed = fields;
      const url = `http://127.0.0.1:${port}`;
      return Promise.resolve({ ALIBABA_CLOUD_ENDPOINT_ECS: url, ALIBABA_CLOUD_ENDPOINT_STS: url });
    });
    server.closeAllConnections();
    server.close();
  },
});

async function forward(
  url: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
  changed: Record<string, unknown>,
): Promise<void> {
  const { method, url: target, headers } = incoming;
  const outgoing = request(new URL(target ?? "/", url), { method, headers });
  outgoing.end(await buffer(incoming));
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const body: unknown = JSON.parse((await buffer(response)).toString());
  const made = headers["x-acs-action"] === "CreateKeyPair" && response.statusCode === 200;
  answer.writeHead(response.statusCode ?? 502, { "content-type": "application/json" });
  answer.end(JSON.stringify(made ? Object.assign({}, body, changed) : body));
}

describe.concurrent("an answer to CreateKeyPair", () => {
  it.for([
    ["a text that is no key", "no key at all", "no key at all\n"],
    ["base64 of nothing that is a key", "AAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAA\n"],
    ["a PEM that is cut short", brokenPem, `${brokenPem}\n`],
    ["an encrypted PEM with Windows' line ends", encryptedPem.replaceAll("\n", "\r\n"), `${encryptedPem}\n`],
    ["characters beyond ASCII", "\u0000ключ\ud83d\udd11", "\u0000ключ\ud83d\udd11\n"],
  ] as const)(
    "with %s keeps it in state, and read, diff and delete go on",
    async ([, body, kept], { startHost, viaRewriting, emulator }) => {
      const host = await startHost({ env: await viaRewriting({ PrivateKeyBody: body }) });

      const { id, outs } = await host.create(dev);
      const { props } = await host.read(id, outs);
      const diff = await host.diff(props, dev);
      const [pair] = emulator.keyPairs();
      await host.delete(id, props);

      expect(outs["privateKey"]).toBe(kept);
      expect(props).toMatchObject({ privateKey: kept, publicKey: pair?.publicKey });
      expect(diff).toMatchObject({ changes: false });
      expect(emulator.keyPairs()).toEqual([]);
    },
  );

  it.for([
    [{ KeyPairFingerPrint: "" }],
    [{ KeyPairFingerPrint: null }],
    [{ KeyPairFingerPrint: 7, KeyPairId: 7 }],
  ] as const)(
    "with %j keeps the key, and a refresh finds the fingerprint",
    async ([fields], { startHost, viaRewriting, emulator }) => {
      const host = await startHost({ env: await viaRewriting(fields) });

      const { id, outs } = await host.create(dev);
      const { props } = await host.read(id, outs);

      const [pair] = emulator.keyPairs();
      expect(outs).toMatchObject({ publicKey: pair?.publicKey, fingerPrint: "" });
      expect(props).toMatchObject({ privateKey: outs["privateKey"], publicKey: pair?.publicKey });
      expect(await host.diff(props, dev)).toMatchObject({ changes: false });
    },
  );

  it.for([[null], [""], [" \n"], [7], [{}]] as const)(
    "with %j in the key's place is no answer: no pair is kept without its key that the error does not name",
    async ([body], { startHost, viaRewriting, emulator }) => {
      const host = await startHost({ env: await viaRewriting({ PrivateKeyBody: body }) });

      const failure: unknown = await host
        .create({ ...dev, customTimeouts: { create: "5s" } })
        .catch((error: unknown) => error);

      expect(String(failure)).toMatch(/Error: [\s\S]*private key/);
      // The deadline may come between a create and the deletion of its useless pair.
      const attempts = emulator.keyPairs().map(({ tags }) => tags[attemptTag]);
      expect(
        attempts.filter((attempt) => attempt === undefined || !String(failure).includes(attempt)),
      ).toEqual([]);
    },
  );
});
