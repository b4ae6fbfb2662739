/** The stubs of Pulumi's provider protocol, from Pulumi's SDK. The plugin is bundled, so that one copy of each serves it. */
export * as grpc from "@grpc/grpc-js";
export { ResourceProviderService as providerService } from "@pulumi/pulumi/proto/provider_grpc_pb";
export * as messages from "@pulumi/pulumi/proto/provider_pb";
export { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
export { Status } from "@pulumi/pulumi/proto/status_pb";
export { Any } from "google-protobuf/google/protobuf/any_pb.js";
export { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
export { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
