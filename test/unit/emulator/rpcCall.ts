// Calls an emulator with RPC v1 signatures created here, for requests that no SDK sends.
import { createHmac, randomUUID } from "node:crypto";
import type { AccountOptions } from "../../../emulator/cloud/accounts";
import type { Caller } from "../../../emulator/contract/case";
import { firstAccount } from "./fixtures";

/** How a call differs from an ordinary one. */
export interface RpcOptions extends Caller {
  /** Sends the action's own parameters as a form instead of in the query. */
  readonly asForm?: boolean;
}

/** A response, with its body as text and, if it is JSON, as fields. */
export interface RpcAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Calls an action and returns its response. */
export async function rpcCall(
  url: string,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
  options: RpcOptions = {},
): Promise<RpcAnswer> {
  const { account = firstAccount, method = "GET", asForm = false } = options;
  const common = commonParameters(action, account, options);
  const signature = options.signature ?? sign(method, { ...common, ...parameters }, account.accessKeySecret);
  const query = new URLSearchParams({ ...common, ...(asForm ? {} : parameters), Signature: signature });
  const response = await fetch(`${url}${options.path ?? "/"}?${query.toString()}`, {
    method,
    headers: { ...options.headers },
    ...(asForm ? { body: new URLSearchParams(parameters) } : {}),
  });
  const text = await response.text();
  const contentType = response.headers.get("content-type") ?? "";
  return { status: response.status, contentType, text, fields: fieldsOf(contentType, text) };
}

function commonParameters(
  action: string,
  account: AccountOptions,
  options: RpcOptions,
): Record<string, string> {
  const common: Record<string, string | undefined> = {
    Action: action,
    Version: options.version ?? "2014-05-26",
    Format: "JSON",
    AccessKeyId: account.accessKeyId,
    SecurityToken: account.securityToken,
    Timestamp: new Date().toISOString().replace(/\.\d+Z$/u, "Z"),
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: randomUUID(),
    ...options.common,
  };
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(common)) if (value !== undefined) given[name] = value;
  return given;
}

function sign(method: string, parameters: Readonly<Record<string, string>>, secret: string): string {
  const canonical = Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? "")}`)
    .join("&");
  const text = `${method}&${encode("/")}&${encode(canonical)}`;
  return createHmac("sha1", `${secret}&`).update(text).digest("base64");
}

function encode(text: string): string {
  const bytes = [...Buffer.from(text)];
  return bytes
    .map((byte) => {
      const sign = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/u.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

function fieldsOf(contentType: string, text: string): Record<string, unknown> {
  const value: unknown = contentType.includes("json") ? JSON.parse(text) : {};
  return typeof value === "object" && value !== null ? { ...value } : {};
}
