/** The service's calls that do something: create, read, update, delete, and functions. */
import type { ServerUnaryCall } from "@grpc/grpc-js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import { during } from "../host/reporter";
import { secretNames } from "../resource/fields";
import {
  CallerGone,
  PartlyDone,
  type Context,
  type PreviewOptions,
  type Reached,
  type Resource,
} from "../resource/resource";
import { timeoutMs, type OperationKind } from "../resource/timeout";
import { omit } from "../resource/values";
import { messages } from "./protocol";
import { defaultsKey, filledIn, functionOf, subjectOf, type Catalogue, type Session } from "./session";
import { failureMessage, InitFailed } from "./status";
import { decode, encode } from "./wire";

/** Makes a resource, or says what would be made. Where nobody waits for the answer any more, the create is undone. */
export async function createCall(
  session: Session,
  catalogue: Catalogue,
  call: ServerUnaryCall<Messages.CreateRequest, Messages.CreateResponse>,
): Promise<Messages.CreateResponse> {
  const { request } = call;
  const { values, secrets } = decode(request.getProperties());
  const inputs = omit(values, [defaultsKey]);
  const response = new messages.CreateResponse();
  if (request.getPreview()) {
    const { resource, owner } = subjectOf(catalogue, request.getUrn());
    const outputs = resource.preview(undefined, inputs, previewOptions(session, owner));
    response.setProperties(encode(outputs, secretNames(resource.fields, secrets)));
    return response;
  }
  const isAwaited = (): boolean => !call.cancelled && !session.isAbandoned();
  await timed(session, catalogue, request, "create", async (resource, context) => {
    const awaited = { ...context, isAwaited };
    const made = await orInitFailed(resource, secrets, resource.create(awaited, inputs));
    if (!isAwaited()) {
      throw new CallerGone(await resource.undo(awaited, made));
    }
    response.setId(made.id);
    response.setProperties(encode(made.outputs, secretNames(resource.fields, secrets)));
  });
  return response;
}

/** Changes a resource in place, or says what it would be then. */
export async function updateCall(
  session: Session,
  catalogue: Catalogue,
  request: Messages.UpdateRequest,
): Promise<Messages.UpdateResponse> {
  const olds = decode(request.getOlds()).values;
  const { values, secrets } = decode(request.getNews());
  const inputs = omit(values, [defaultsKey, ...filledIn(values)]);
  const response = new messages.UpdateResponse();
  if (request.getPreview()) {
    const { resource, owner } = subjectOf(catalogue, request.getUrn());
    const outputs = resource.preview(olds, inputs, previewOptions(session, owner));
    response.setProperties(encode(outputs, secretNames(resource.fields, secrets)));
    return response;
  }
  await timed(session, catalogue, request, "update", async (resource, context) => {
    const { outputs } = await orInitFailed(resource, secrets, resource.update(context, olds, inputs));
    response.setProperties(encode(outputs, secretNames(resource.fields, secrets)));
  });
  return response;
}

/** Reads a resource: for a refresh, an import, or a program that only reads. */
export async function readCall(
  session: Session,
  catalogue: Catalogue,
  request: Messages.ReadRequest,
): Promise<Messages.ReadResponse> {
  const olds = request.hasProperties() ? decode(request.getProperties()) : undefined;
  const response = new messages.ReadResponse();
  await timed(session, catalogue, withoutTimeout(request), "read", async (resource, context) => {
    const found = await resource.read(context, request.getId(), olds?.values);
    if (found === "gone") {
      return;
    }
    response.setId(found.id);
    response.setProperties(encode(found.outputs, secretNames(resource.fields, olds?.secrets ?? [])));
    // Inputs stay what the program said: diff compares it with the outputs, so that drift shows.
    const inputs = { ...found.inputs, [defaultsKey]: [] };
    response.setInputs(request.hasInputs() ? request.getInputs() : encode(inputs, new Set()));
  });
  return response;
}

/** Deletes a resource. */
export async function deleteCall(
  session: Session,
  catalogue: Catalogue,
  request: Messages.DeleteRequest,
): Promise<void> {
  const olds = decode(request.getProperties()).values;
  await timed(session, catalogue, request, "delete", (resource, context) => resource.delete(context, olds));
}

/** Calls a function. */
export async function invokeCall(
  { configuration, speaker }: Session,
  catalogue: Catalogue,
  request: Messages.InvokeRequest,
): Promise<Messages.InvokeResponse> {
  const invoke = functionOf(catalogue, request.getTok());
  const { values, secrets } = decode(request.getArgs());
  const invoked = await during(speaker(""), timeoutMs(undefined, "read"), (operation) =>
    invoke({ ...configuration(), operation }, values),
  );
  const response = new messages.InvokeResponse();
  if ("failures" in invoked) {
    response.setFailuresList(invoked.failures.map(failureMessage));
  } else {
    response.setReturn(encode(invoked.result, secrets));
  }
  return response;
}

function previewOptions({ configuration }: Session, owner: PreviewOptions["owner"]): PreviewOptions {
  return { owner, defaultRegionId: () => configuration().defaults().regionId };
}

/** What was reached goes into state though the operation failed: it may be the only place that holds the private key. */
async function orInitFailed(
  { fields }: Resource,
  secrets: ReadonlySet<string>,
  work: Promise<Reached>,
): Promise<Reached> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PartlyDone) {
      const { id, outputs } = error.reached;
      throw new InitFailed(id, encode(outputs, secretNames(fields, secrets)), error);
    }
    throw error;
  }
}

/** What every request for an operation tells of it. */
interface TimedRequest {
  getUrn(): string;
  /** In seconds; zero where the program sets none. */
  getTimeout(): number;
}

/** Only newer versions of the protocol know a timeout for a read. */
function withoutTimeout(request: Messages.ReadRequest): TimedRequest {
  return { getUrn: () => request.getUrn(), getTimeout: () => 0 };
}

async function timed<T>(
  { speaker, configuration }: Session,
  catalogue: Catalogue,
  request: TimedRequest,
  kind: OperationKind,
  work: (resource: Resource, context: Context) => Promise<T>,
): Promise<T> {
  const urn = request.getUrn();
  const { resource, owner } = subjectOf(catalogue, urn);
  const asked = request.getTimeout() * 1000;
  const allowedMs = asked > 0 ? asked : timeoutMs(undefined, kind);
  return during(speaker(urn), allowedMs, (operation) =>
    work(resource, { ...configuration(), owner, operation, isAwaited: () => true }),
  );
}
