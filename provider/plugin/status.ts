/** Failures in the protocol's form: only the message, and what the operation reached if there is something to record. */
import type { ServerErrorResponse } from "@grpc/grpc-js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { messageOf } from "../host/reporter";
import type { CheckFailure } from "../resource/resource";
import { Any, grpc, messages, Status } from "./protocol";

/** A failure that Pulumi records together with what the operation reached. */
export class InitFailed extends Error {
  constructor(
    readonly id: string,
    readonly properties: Struct,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** A failed check in the protocol's form. */
export function failureMessage(failure: CheckFailure): Messages.CheckFailure {
  const message = new messages.CheckFailure();
  message.setProperty(failure.property);
  message.setReason(failure.reason);
  return message;
}

/** The gRPC status of a failure. The engine shows its message, or for an {@link InitFailed} only its reasons. */
export function statusOf(error: unknown): Partial<ServerErrorResponse> & Error {
  const message = messageOf(error);
  const metadata = new grpc.Metadata();
  if (error instanceof InitFailed) {
    metadata.add("grpc-status-details-bin", Buffer.from(statusDetails(error).serializeBinary()));
  }
  return { name: "Error", message, code: grpc.status.UNKNOWN, details: message, metadata };
}

function statusDetails({ id, properties, message }: InitFailed): InstanceType<typeof Status> {
  const failed = new messages.ErrorResourceInitFailed();
  failed.setId(id);
  failed.setProperties(properties);
  failed.setReasonsList([message]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(detail);
  return status;
}
