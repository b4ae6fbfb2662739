// Reads ACS3-HMAC-SHA256: the signature in the Authorization header.
import { createHash, createHmac } from "node:crypto";
import { incompleteSignature, missingCommonParameter } from "../api/gatewayErrors";
import { header, type ApiRequest } from "../http/request";
import { canonicalQuery } from "./encoding";
import type { SignedRequest } from "./signedRequest";

const algorithm = "ACS3-HMAC-SHA256";
const alwaysSigned = ["host", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"];
const signedWhenPresent = ["x-acs-action", "x-acs-version", "x-acs-security-token"];

/** @returns whether a request has this kind of signature. */
export const isAcs3 = ({ headers }: ApiRequest): boolean =>
  (headers.authorization ?? "").startsWith(algorithm);

/**
 * Reads what was signed, with which nonce and when.
 *
 * @throws {@link ApiError} IncompleteSignature or the error for a missing header
 */
export function readAcs3(request: ApiRequest): SignedRequest {
  const { signedHeaders, signature } = authorizationParts(request.headers.authorization ?? "");
  for (const name of signedWhenPresent) {
    if (given(request, name) !== undefined && !signedHeaders.includes(name)) {
      throw incompleteSignature();
    }
  }
  if (alwaysSigned.some((name) => !signedHeaders.includes(name))) throw incompleteSignature();
  if (mandatory(request, "x-acs-content-sha256") !== sha256(request.body)) throw incompleteSignature();
  const stringToSign = `${algorithm}\n${sha256(canonicalRequest(request, signedHeaders))}`;
  return {
    securityToken: given(request, "x-acs-security-token"),
    timestamp: mandatory(request, "x-acs-date"),
    nonce: mandatory(request, "x-acs-signature-nonce"),
    signature: Buffer.from(signature),
    stringToSign,
    sign: (secret) => Buffer.from(createHmac("sha256", secret).update(stringToSign).digest("hex")),
  };
}

function authorizationParts(authorization: string): { signedHeaders: string[]; signature: string } {
  const parts = new Map<string, string>();
  for (const part of authorization.slice(algorithm.length).split(",")) {
    const equals = part.indexOf("=");
    parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const signedHeaders = parts.get("SignedHeaders");
  const signature = parts.get("Signature");
  if (signedHeaders === undefined || signature === undefined) throw incompleteSignature();
  return { signedHeaders: signedHeaders.toLowerCase().split(";"), signature };
}

function canonicalRequest(request: ApiRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${(header(request.headers, name) ?? "").trim()}\n`);
  return [
    request.method,
    request.path,
    canonicalQuery(request.query),
    headers.join(""),
    signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
}

function mandatory(request: ApiRequest, name: string): string {
  const value = given(request, name);
  if (value === undefined) throw missingCommonParameter(name);
  return value;
}

/** @returns a header's value; an empty header counts as absent. */
function given(request: ApiRequest, name: string): string | undefined {
  const value = header(request.headers, name);
  return value === "" ? undefined : value;
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
