/** The stubs of Pulumi's provider protocol, from Pulumi's SDK. */
import type * as Grpc from "@grpc/grpc-js";
import type { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type * as PluginMessages from "@pulumi/pulumi/proto/plugin_pb";
import type * as ProviderMessages from "@pulumi/pulumi/proto/provider_pb";
import type * as StatusMessages from "@pulumi/pulumi/proto/status_pb";
import type * as AnyMessages from "google-protobuf/google/protobuf/any_pb";
import type * as EmptyMessages from "google-protobuf/google/protobuf/empty_pb";
import type * as StructMessages from "google-protobuf/google/protobuf/struct_pb";
import { pulumiRequire } from "../host/pulumi";

/** gRPC. */
export const grpc = pulumiRequire("@grpc/grpc-js") as typeof Grpc;

/** The service's definition. */
export const providerService = (
  pulumiRequire("@pulumi/pulumi/proto/provider_grpc_pb") as {
    ResourceProviderService: typeof ResourceProviderService;
  }
).ResourceProviderService;

/** Requests and responses. */
export const messages = pulumiRequire("@pulumi/pulumi/proto/provider_pb") as typeof ProviderMessages;

/** Every plugin's response to GetPluginInfo. */
export const { PluginInfo } = pulumiRequire("@pulumi/pulumi/proto/plugin_pb") as typeof PluginMessages;

/** A failure with details. */
export const { Status } = pulumiRequire("@pulumi/pulumi/proto/status_pb") as typeof StatusMessages;

export const { Any } = pulumiRequire("google-protobuf/google/protobuf/any_pb.js") as typeof AnyMessages;

export const { Empty } = pulumiRequire("google-protobuf/google/protobuf/empty_pb.js") as typeof EmptyMessages;

export const { Struct } = pulumiRequire(
  "google-protobuf/google/protobuf/struct_pb.js",
) as typeof StructMessages;
