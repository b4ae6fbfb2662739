/** What a call to the engine needs, from Pulumi's own copies: Pulumi rejects messages of another copy. */
import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as EngineMessages from "@pulumi/pulumi/proto/engine_pb";

/** What a call to the engine needs. */
export interface EngineStubs {
  readonly grpc: typeof Grpc;
  readonly services: { readonly EngineClient: typeof EngineClient };
  readonly messages: typeof EngineMessages;
}

/**
 * Loads the stubs as Pulumi's SDK itself would, on first use because most operations send the engine nothing. The plugin's
 * bundle has its own copies in place of this module.
 */
export function engineStubs(): EngineStubs {
  const pulumiRequire = createRequire(require.resolve("@pulumi/pulumi/package.json"));
  return {
    grpc: pulumiRequire("@grpc/grpc-js") as typeof Grpc,
    services: pulumiRequire("@pulumi/pulumi/proto/engine_grpc_pb") as EngineStubs["services"],
    messages: pulumiRequire("@pulumi/pulumi/proto/engine_pb") as typeof EngineMessages,
  };
}
