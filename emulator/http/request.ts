// Parses a client's HTTP request into what the signatures sign and what the actions read.
import type { IncomingHttpHeaders } from "node:http";

/** A name and value as received, decoded. */
type Pair = readonly [name: string, value: string];

/** A parsed request. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: readonly Pair[];
  readonly body: Buffer;
  /** Query and form together; if both contain a name, the form's value. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly action: string;
  readonly version: string;
  /** The access key that the request claims; not yet verified. */
  readonly accessKeyId: string;
}

/** What {@link readRequest} parses. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Parses a request without validating it. */
export function readRequest({ method, target, headers, body }: RawRequest): ApiRequest {
  const queryStart = target.indexOf("?");
  const path = queryStart < 0 ? target : target.slice(0, queryStart);
  const query = queryStart < 0 ? [] : pairsOf(target.slice(queryStart + 1));
  const form = isForm(headers) ? pairsOf(body.toString("utf8")) : [];
  const parameters = new Map([...query, ...form]);
  return {
    method,
    path,
    headers,
    query,
    body,
    parameters,
    action: header(headers, "x-acs-action") ?? parameters.get("Action") ?? "",
    version: header(headers, "x-acs-version") ?? parameters.get("Version") ?? "",
    accessKeyId: claimedAccessKey(headers, parameters),
  };
}

/** @returns a header's value; several values are joined as Node joins them. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

function pairsOf(text: string): Pair[] {
  return [...new URLSearchParams(text)];
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return (headers["content-type"] ?? "").toLowerCase().startsWith("application/x-www-form-urlencoded");
}

function claimedAccessKey(headers: IncomingHttpHeaders, parameters: ReadonlyMap<string, string>): string {
  const credential = /\bCredential=([^,]*)/u.exec(headers.authorization ?? "");
  return credential?.[1] ?? parameters.get("AccessKeyId") ?? "";
}
