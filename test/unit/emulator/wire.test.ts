// The formats of requests and responses: query and form, GET and POST, JSON and XML.
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { expect } from "vitest";
import { regionId, test } from "./fixtures";
import { rpcCall } from "./rpcCall";

const pair = { RegionId: regionId, KeyPairName: "dev" };
const requestId = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/u;
const parser = new XMLParser({ parseTagValue: false });

test.for([
  ["GET", false],
  ["POST", false],
  ["POST", true],
] as const)("%s, parameters in a form: %s", async ([method, asForm], { emulator }) => {
  const answer = await rpcCall(emulator.url, "CreateKeyPair", pair, { method, asForm });

  expect(answer).toMatchObject({ status: 200, fields: { KeyPairName: "dev" } });
  expect(emulator.calls()[0]?.parameters).toEqual(pair);
});

test("a parameter in both query and form counts once, with the form's value", async ({ emulator }) => {
  const common = { RegionId: "eu-central-1" };

  const answer = await rpcCall(emulator.url, "CreateKeyPair", pair, { method: "POST", asForm: true, common });

  expect(answer.status).toBe(200);
  expect(emulator.keyPairs()[0]?.regionId).toBe(regionId);
});

test("every response names its request and the host", async ({ emulator }) => {
  const { fields } = await rpcCall(emulator.url, "DescribeKeyPairs", { RegionId: regionId });

  expect(fields["RequestId"]).toMatch(requestId);
  expect(fields["HostId"]).toBe(new URL(emulator.url).host);
});

test("an action is also known in lower case, as one document writes it", async ({ emulator }) => {
  const answer = await rpcCall(emulator.url, "createkeypair", pair);

  expect(answer.status).toBe(200);
});

test.for([
  [{ Format: undefined }, {}, "text/xml;charset=utf-8"],
  [{ Format: "XML" }, {}, "text/xml;charset=utf-8"],
  [{ Format: "json" }, { accept: "text/xml" }, "application/json;charset=utf-8"],
  [{ Format: undefined }, { accept: "application/json" }, "application/json;charset=utf-8"],
  [{ Format: undefined }, { accept: "application/xml" }, "text/xml;charset=utf-8"],
] as const)("with %o and %o the response is %s", async ([common, headers, contentType], { emulator }) => {
  const answer = await rpcCall(emulator.url, "DescribeRegions", {}, { common, headers });

  expect(answer.contentType).toBe(contentType);
});

test("an XML response has the JSON response's fields, with nested lists", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { "a<b>&\"'": "  c\r\n\u0000d" } });
  await emulator.putKeyPair({ regionId, keyPairName: "prod" });

  const { text } = await rpcCall(
    emulator.url,
    "DescribeKeyPairs",
    { RegionId: regionId },
    { common: { Format: "XML" } },
  );

  const document: unknown = new XMLParser({ parseTagValue: false, trimValues: false }).parse(text);
  expect(document).toMatchObject({
    DescribeKeyPairsResponse: {
      PageNumber: "1",
      PageSize: "10",
      TotalCount: "2",
      RequestId: expect.stringMatching(requestId) as unknown,
      KeyPairs: {
        KeyPair: [
          {
            KeyPairName: "dev",
            Tags: { Tag: { TagKey: "a<b>&\"'", TagValue: "  c\u{FFFD}\n\u{FFFD}d" } },
          },
          { KeyPairName: "prod", Tags: "" },
        ],
      },
    },
  });
});

test("an XML response contains a whole private key", async ({ emulator }) => {
  const { text } = await rpcCall(emulator.url, "CreateKeyPair", pair, { common: { Format: undefined } });

  expect(parser.parse(text)).toMatchObject({
    CreateKeyPairResponse: {
      KeyPairName: "dev",
      PrivateKeyBody: expect.stringMatching(
        /^-----BEGIN RSA[^]*\n-----END RSA PRIVATE KEY-----$/u,
      ) as unknown,
    },
  });
});

test("an XML error has its code and message under Error", async ({ emulator }) => {
  const answer = await rpcCall(emulator.url, "Nothing", {}, { common: { Format: "XML" } });

  expect(answer.status).toBe(404);
  expect(parser.parse(answer.text)).toMatchObject({
    Error: { Code: "InvalidApi.NotFound", HostId: new URL(emulator.url).host },
  });
});

test("no request, however odd, causes worse than a refusal", async ({ emulator }) => {
  const anyQuery = fc
    .dictionary(
      fc.constantFrom("Action", "Version", "AccessKeyId", "Timestamp", "Tag.1.Key", "x"),
      fc.string(),
    )
    .map((fields) => new URLSearchParams(fields).toString());
  const anyAuthorization = fc
    .array(
      fc.constantFrom("Credential=emulator", "SignedHeaders=host;x-acs-date", "Signature=0", ",", "=", " "),
    )
    .map((parts) => `ACS3-HMAC-SHA256 ${parts.join("")}`);
  const property = fc.asyncProperty(
    anyQuery,
    fc.option(anyAuthorization),
    fc.uint8Array(),
    async (...odd) => {
      const [query, authorization, body] = odd;
      const headers = { "content-type": "application/x-www-form-urlencoded", "x-acs-date": "now" };

      const response = await fetch(`${emulator.url}/?Action=DescribeKeyPairs&${query}`, {
        method: "POST",
        headers: authorization === null ? headers : { ...headers, authorization },
        body,
      });

      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    },
  );

  await fc.assert(property, { numRuns: 200 });
});

test.for([
  ["application/json", /^\{"RequestId":"[^"]+".*"Code":"RequestEntityTooLarge"/u],
  ["text/xml", /<Error>.*<Code>RequestEntityTooLarge<\/Code>/u],
] as const)("a body of some megabytes is refused in %s", async ([accept, form], { emulator }) => {
  const response = await fetch(`${emulator.url}/?Action=X`, {
    method: "POST",
    headers: { accept },
    body: "x".repeat(5 * 1024 * 1024),
  });

  expect(response.status).toBe(413);
  expect(response.headers.get("content-type")).toContain(accept);
  expect(await response.text()).toMatch(form);
});

test("GET / is an API call for a client that asks for JSON", async ({ emulator }) => {
  const response = await fetch(emulator.url, { headers: { accept: "application/json" } });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ Code: "MissingAction" });
});
