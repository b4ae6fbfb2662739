// Turns an action's result, or its error, into a response in the format that the caller reads.
import XMLBuilder from "fast-xml-builder";
import type { ApiError } from "../api/apiError";
import type { ResponseFields } from "../api/call";
import { isAcs3 } from "../signature/acs3";
import { header, type ApiRequest } from "./request";

/** A response ready to be sent. */
export interface Reply {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

/** The ids in every response. */
export interface ResponseIds {
  readonly RequestId: string;
  readonly HostId: string;
}

/** The format of a response. */
export type ResponseFormat = "json" | "xml";

/** @returns the format that a request asks for: by Format, by Accept, or by its kind of signature, in that order. */
export function responseFormat(request: ApiRequest): ResponseFormat {
  const format = request.parameters.get("Format")?.toLowerCase();
  if (format === "json" || format === "xml") return format;
  const accept = header(request.headers, "accept") ?? "";
  if (accept.includes("json")) return "json";
  if (accept.includes("xml")) return "xml";
  return isAcs3(request) ? "json" : "xml";
}

/** @returns the response of an action that was carried out. */
export function successResponse(
  form: ResponseFormat,
  action: string,
  ids: ResponseIds,
  fields: ResponseFields,
): Reply {
  return write(form, 200, `${action}Response`, { ...ids, ...fields });
}

/** @returns the response that refuses a call. */
export function errorResponse(form: ResponseFormat, ids: ResponseIds, error: ApiError): Reply {
  const query = new URLSearchParams({ q: error.code, product: "Ecs", requestId: ids.RequestId });
  return write(form, error.httpStatus, "Error", {
    ...ids,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.alibabacloud.com/troubleshoot?${query.toString()}`,
  });
}

function write(form: ResponseFormat, httpStatus: number, root: string, fields: ResponseFields): Reply {
  switch (form) {
    case "json":
      return { httpStatus, contentType: "application/json;charset=utf-8", body: JSON.stringify(fields) };
    case "xml":
      return { httpStatus, contentType: "text/xml;charset=utf-8", body: xmlText(root, fields) };
  }
}

function xmlText(root: string, fields: ResponseFields): string {
  const builder = new XMLBuilder({ tagValueProcessor: (_name, value) => xmlSafe(value) });
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ [root]: fields })}`;
}

// XML 1.0 allows no control characters, and its parsers turn a bare carriage return into a line feed.
function xmlSafe(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replace(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}");
}
