/** What the engine keeps of an operation that failed after it had reached something. */
import type * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";

/** A resource as it goes into state although its operation failed. */
export interface PartialState {
  readonly id: string;
  readonly properties: Record<string, unknown>;
  readonly reasons: readonly string[];
}

/** The partial state that a failed call carries, or undefined where the engine would record nothing. */
export function partialStateOf(failure: unknown): PartialState | undefined {
  const { cause } = failure as { cause?: Partial<grpc.ServiceError> };
  const [details] = cause?.metadata?.get("grpc-status-details-bin") ?? [];
  if (!(details instanceof Buffer)) {
    return undefined;
  }
  const [any] = Status.deserializeBinary(new Uint8Array(details)).getDetailsList();
  const packed = any?.unpack(
    (bytes) => ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  return packed instanceof ErrorResourceInitFailed
    ? {
        id: packed.getId(),
        properties: packed.getProperties()?.toJavaScript() ?? {},
        reasons: packed.getReasonsList(),
      }
    : undefined;
}
