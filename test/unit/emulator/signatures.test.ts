// Signatures: what the official SDK signs verifies, and nothing that was changed in transit does.
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import * as $dara from "@darabonba/typescript";
import fc from "fast-check";
import { describe, expect, test as base } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import { firstAccount, rpcParams, sdkConfig, temporaryAccount, type SignatureVersion } from "./fixtures";
import { rpcCall } from "./rpcCall";

/** A request as it is sent. */
interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Records the SDK's requests instead of serving them. */
interface Recorder {
  readonly url: string;
  readonly last: () => WireRequest;
}

const test = base
  .extend("accounts", { scope: "file" }, [firstAccount, temporaryAccount])
  .extend("emulator", { scope: "file" }, async ({ accounts }, { onCleanup }) => {
    const emulator = await startEmulator({ accounts });
    onCleanup(() => emulator.close());
    return emulator;
  })
  .extend("recorderPort", { scope: "file" }, 0)
  .extend("recorder", { scope: "file" }, async ({ recorderPort }, { onCleanup }) => {
    const { recorder, close } = await startRecorder(recorderPort);
    onCleanup(close);
    return recorder;
  });

async function startRecorder(
  wantedPort: number,
): Promise<{ recorder: Recorder; close: () => Promise<void> }> {
  let last: WireRequest | undefined;
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const { method = "", url: target = "", headers } = message;
      last = { method, target, headers, body: Buffer.concat(chunks) };
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  server.listen(wantedPort, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const recorder: Recorder = {
    url: `http://127.0.0.1:${port}`,
    last() {
      if (last === undefined) throw new Error("No request came.");
      return last;
    },
  };
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { recorder, close };
}

/** Makes the SDK send any parameters, some in the query and some in a form. */
async function send(
  url: string,
  algorithm: SignatureVersion,
  token: boolean,
  parameters: Parameters,
): Promise<void> {
  const client = new OpenApi(sdkConfig(url, token ? temporaryAccount : firstAccount, algorithm));
  const request = new $OpenApiUtil.OpenApiRequest({ query: parameters.query, body: parameters.form });
  await client.callApi(rpcParams("DescribeRegions", "2014-05-26"), request, new $dara.RuntimeOptions({}));
}

interface Parameters {
  readonly query: Record<string, string>;
  readonly form: Record<string, string>;
}

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(...Array.from("!'()*~-_.+ %&=?/#\\\"\u0000\n\tä密𐍈😀")) }),
);
const anyTexts = (prefix: string): fc.Arbitrary<Record<string, string>> =>
  fc
    .array(anyText, { maxLength: 4 })
    .map((texts) => Object.fromEntries(texts.map((text, n) => [`${prefix}.${n + 1}`, text])));
const anyParameters: fc.Arbitrary<Parameters> = fc.record({
  query: anyTexts("Query"),
  form: anyTexts("Form"),
});

for (const algorithm of ["ACS3-HMAC-SHA256", "v2"] as const) {
  describe(algorithm, () => {
    test("any parameters verify as the SDK signs them", async ({ emulator }) => {
      const property = fc.asyncProperty(anyParameters, fc.boolean(), async (parameters, token) => {
        await expect(send(emulator.url, algorithm, token, parameters)).resolves.toBeUndefined();
      });

      await fc.assert(property, { numRuns: 150 });
    });

    test("no request verifies after one byte of its parameters has changed", async ({
      emulator,
      recorder,
    }) => {
      const property = fc.asyncProperty(anyParameters, fc.nat(), fc.nat(), async (parameters, at, by) => {
        await send(recorder.url, algorithm, false, parameters);
        const sent = recorder.last();
        const changed = changeByte(sent, at, by);
        fc.pre(meaning(changed) !== meaning(sent));

        const status = await replay(emulator, changed);

        expect(status).toBeGreaterThanOrEqual(400);
        expect(await replay(emulator, sent)).toBe(200);
      });

      await fc.assert(property, { numRuns: 150 });
    });
  });
}

test("no ACS3 request verifies after one byte of a signed header has changed", async ({
  emulator,
  recorder,
}) => {
  await send(recorder.url, "ACS3-HMAC-SHA256", true, { query: { a: "b" }, form: { c: "d" } });
  const sent = recorder.last();
  const signed = /SignedHeaders=([^,]*)/u.exec(sent.headers.authorization ?? "")?.[1]?.split(";") ?? [];

  const statuses: number[] = [];
  for (const name of [...signed, "authorization"]) {
    const value = String(sent.headers[name]);
    const last = value.endsWith("0") ? "1" : "0";
    const headers = { ...sent.headers, [name]: `${value.slice(0, -1)}${last}` };
    statuses.push(await replay(emulator, { ...sent, headers }));
  }

  expect(signed.length).toBeGreaterThanOrEqual(8);
  expect(statuses.filter((status) => status < 400)).toEqual([]);
  expect(await replay(emulator, sent)).toBe(200);
});

const mustBeSigned = [
  "host",
  "x-acs-action",
  "x-acs-content-sha256",
  "x-acs-date",
  "x-acs-security-token",
  "x-acs-signature-nonce",
  "x-acs-version",
];

test.for(mustBeSigned)(
  "an ACS3 request that leaves %s unsigned is refused",
  async (name, { emulator, recorder }) => {
    await send(recorder.url, "ACS3-HMAC-SHA256", true, { query: {}, form: {} });
    const sent = recorder.last();
    const authorization = sent.headers.authorization?.replace(
      new RegExp(`(?<=[=;])${name};|;${name}(?=,)`, "u"),
      "",
    );

    const status = await replay(emulator, { ...sent, headers: { ...sent.headers, authorization } });

    expect(authorization).not.toBe(sent.headers.authorization);
    expect(status).toBe(400);
  },
);

test("an empty security token counts as absent", async ({ emulator, recorder }) => {
  await send(recorder.url, "ACS3-HMAC-SHA256", false, { query: {}, form: {} });
  const sent = recorder.last();
  const headers = { ...sent.headers, "x-acs-security-token": "" };

  const acs3 = await replay(emulator, { ...sent, headers });
  const rpc = await rpcCall(emulator.url, "DescribeRegions", {}, { common: { SecurityToken: "" } });

  expect([acs3, rpc.status]).toEqual([200, 200]);
});

/** Replaces one byte of the query or the form. */
function changeByte(sent: WireRequest, at: number, by: number): WireRequest {
  const alphabet = "abcXYZ0123456789%&=+.-_~";
  const other = alphabet[by % alphabet.length] ?? "a";
  const start = sent.target.indexOf("?") + 1;
  const query = sent.target.slice(start);
  const index = at % (query.length + sent.body.length);
  if (index < query.length) {
    const changed = `${query.slice(0, index)}${other}${query.slice(index + 1)}`;
    return { ...sent, target: `${sent.target.slice(0, start)}${changed}` };
  }
  const body = Buffer.from(sent.body);
  body[index - query.length] = other.charCodeAt(0);
  return { ...sent, body };
}

/** What a request says: an encoding may change without changing it, except in a body whose bytes are signed. */
function meaning({ target, body, headers }: WireRequest): string {
  const query = [...new URLSearchParams(target.slice(target.indexOf("?") + 1))];
  const form =
    headers.authorization === undefined ? [...new URLSearchParams(body.toString())] : [body.toString("hex")];
  return JSON.stringify([query.sort(), form.sort()]);
}

/** Sends a request as it was recorded, and returns the status. */
async function replay(emulator: Emulator, { method, target, headers, body }: WireRequest): Promise<number> {
  const { port } = new URL(emulator.url);
  const client = httpRequest({ host: "127.0.0.1", port, method, path: target, headers });
  const answered = new Promise<number>((resolve, reject) => {
    client.on("error", reject);
    client.on("response", (response) => {
      response.resume();
      response.on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
  });
  client.end(body);
  return await answered;
}
