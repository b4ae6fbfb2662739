// Turns what an action answered, or the error that refused it, into bytes in the form that the caller reads.
import XMLBuilder from "fast-xml-builder";
import type { ApiError } from "../api/apiError";
import type { AnswerFields } from "../api/call";
import { isAcs3 } from "../signature/acs3";
import { header, type ApiRequest } from "./request";

/** An answer ready to be sent. */
export interface Answer {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

/** What every answer names. */
export interface AnswerIds {
  readonly RequestId: string;
  readonly HostId: string;
}

/** How answers are written. */
export type AnswerForm = "json" | "xml";

/** @returns the form that a request asks for: by Format, else by Accept, else as its kind of signature has it. */
export function answerForm(request: ApiRequest): AnswerForm {
  const format = request.parameters.get("Format")?.toLowerCase();
  if (format === "json" || format === "xml") return format;
  const accept = header(request.headers, "accept") ?? "";
  if (accept.includes("json")) return "json";
  if (accept.includes("xml")) return "xml";
  return isAcs3(request) ? "json" : "xml";
}

/** @returns the answer of an action that was carried out. */
export function successAnswer(
  form: AnswerForm,
  action: string,
  ids: AnswerIds,
  fields: AnswerFields,
): Answer {
  return write(form, 200, `${action}Response`, { ...ids, ...fields });
}

/** @returns the answer that refuses a call. */
export function errorAnswer(form: AnswerForm, ids: AnswerIds, error: ApiError): Answer {
  const query = new URLSearchParams({ q: error.code, product: "Ecs", requestId: ids.RequestId });
  return write(form, error.httpStatus, "Error", {
    ...ids,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.alibabacloud.com/troubleshoot?${query.toString()}`,
  });
}

function write(form: AnswerForm, httpStatus: number, root: string, fields: AnswerFields): Answer {
  switch (form) {
    case "json":
      return { httpStatus, contentType: "application/json;charset=utf-8", body: JSON.stringify(fields) };
    case "xml":
      return { httpStatus, contentType: "text/xml;charset=utf-8", body: xmlText(root, fields) };
  }
}

function xmlText(root: string, fields: AnswerFields): string {
  const builder = new XMLBuilder({ tagValueProcessor: (_name, value) => xmlSafe(value) });
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ [root]: fields })}`;
}

// XML 1.0 cannot carry control characters at all, and its readers turn a bare carriage return into a line feed.
function xmlSafe(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replace(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}");
}
