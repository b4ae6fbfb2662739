// Calls GetCallerIdentity of STS through the official SDK's generic client.
import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import * as $dara from "@darabonba/typescript";
import type { AccountOptions } from "../../../emulator/cloud/accounts";
import { rpcParams, sdkConfig, type SignatureVersion } from "./fixtures";

/** @returns the SDK's whole response. */
export async function callerIdentity(
  url: string,
  account: AccountOptions,
  algorithm?: SignatureVersion,
): Promise<unknown> {
  const client = new OpenApi(sdkConfig(url, account, algorithm));
  const answer: unknown = await client.callApi(
    rpcParams("GetCallerIdentity", "2015-04-01"),
    new $OpenApiUtil.OpenApiRequest({}),
    new $dara.RuntimeOptions({}),
  );
  return answer;
}
