// Reads the signature of RPC v1: HMAC-SHA1 over all parameters, sent as one more parameter.
import { createHmac } from "node:crypto";
import { missingCommonParameter, unsupportedSignatureMethod } from "../api/gatewayErrors";
import { optional } from "../api/parameters";
import type { ApiRequest } from "../http/request";
import { canonicalQuery, percentEncode } from "./encoding";
import type { SignedRequest } from "./signedRequest";

/**
 * Reads what was signed, with which nonce and when.
 *
 * @throws {@link ApiError} the error for a missing parameter, InvalidSignatureMethod
 */
export function readRpc(request: ApiRequest): SignedRequest {
  const method = mandatory(request, "SignatureMethod");
  const version = mandatory(request, "SignatureVersion");
  if (method.toUpperCase() !== "HMAC-SHA1" || version !== "1.0") throw unsupportedSignatureMethod();
  // A name in both query and form is signed once, with the form's value.
  const signed = [...request.parameters].filter(([name]) => name !== "Signature");
  const stringToSign = `${request.method}&%2F&${percentEncode(canonicalQuery(signed))}`;
  return {
    securityToken: optional(request.parameters, "SecurityToken"),
    timestamp: mandatory(request, "Timestamp"),
    nonce: mandatory(request, "SignatureNonce"),
    signature: Buffer.from(mandatory(request, "Signature")),
    stringToSign,
    sign: (secret) => Buffer.from(createHmac("sha1", `${secret}&`).update(stringToSign).digest("base64")),
  };
}

function mandatory({ parameters }: ApiRequest, name: string): string {
  const value = optional(parameters, name);
  if (value === undefined) throw missingCommonParameter(name);
  return value;
}
