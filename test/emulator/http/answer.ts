// Turns what an action answered, or the error that refused it, into a body of bytes.
import type { AnswerFields } from "../api/call";
import type { ApiError } from "../api/errors";

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

/** @returns the answer of an action that was carried out. */
export function successAnswer(ids: AnswerIds, fields: AnswerFields): Answer {
  return jsonAnswer(200, { ...ids, ...fields });
}

/** @returns the answer that refuses a call. */
export function errorAnswer(ids: AnswerIds, error: ApiError): Answer {
  return jsonAnswer(error.httpStatus, {
    ...ids,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.alibabacloud.com/troubleshoot?q=${encodeURIComponent(error.code)}&product=Ecs`,
  });
}

function jsonAnswer(httpStatus: number, content: AnswerFields): Answer {
  return { httpStatus, contentType: "application/json;charset=utf-8", body: JSON.stringify(content) };
}
