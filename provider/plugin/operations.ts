/** The plugin's operations: create, read, update, delete and function calls. */
import type { ServerUnaryCall } from "@grpc/grpc-js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withOperation } from "../host/reporter";
import { secretNames } from "../resource/fields";
import { CallerGone, PartlyDone, type Context, type Reached, type Resource } from "../resource/resource";
import { timeoutMs, type OperationKind } from "../resource/timeout";
import { omit, type Properties } from "../resource/values";
import { messages } from "./protocol";
import { defaultsKey, filledIn, functionOf, subjectOf, type Catalogue, type Session } from "./session";
import { failureMessage, InitFailed } from "./status";
import { decode, encode } from "./wire";

/** Creates or previews a resource. Undoes the create if nobody waits for the response any more. */
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
    response.setProperties(previewed(session, catalogue, request.getUrn(), { inputs, secrets }));
    return response;
  }
  const isAwaited = (): boolean => !call.cancelled && !session.isAbandoned();
  await timed(session, catalogue, request, "create", async (resource, context) => {
    const awaited = { ...context, isAwaited };
    const created = await orInitFailed(resource, secrets, resource.create(awaited, inputs));
    if (!isAwaited()) {
      throw new CallerGone(await resource.undo(awaited, created));
    }
    response.setId(created.id);
    response.setProperties(encoded(resource, created.outputs, secrets));
  });
  return response;
}

/** Updates a resource in place, or previews the update. */
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
    response.setProperties(previewed(session, catalogue, request.getUrn(), { olds, inputs, secrets }));
    return response;
  }
  await timed(session, catalogue, request, "update", async (resource, context) => {
    const { outputs } = await orInitFailed(resource, secrets, resource.update(context, olds, inputs));
    response.setProperties(encoded(resource, outputs, secrets));
  });
  return response;
}

/** Reads a resource for a refresh, an import, or a program that only reads it. */
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
    response.setProperties(encoded(resource, found.outputs, olds?.secrets ?? []));
    // Inputs stay as the program set them: diff compares them with the outputs, so that drift shows.
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
  { configuration, logTarget }: Session,
  catalogue: Catalogue,
  request: Messages.InvokeRequest,
): Promise<Messages.InvokeResponse> {
  const invoke = functionOf(catalogue, request.getTok());
  const { values, secrets } = decode(request.getArgs());
  const invoked = await withOperation(logTarget(""), timeoutMs(undefined, "read"), (operation) =>
    invoke({ ...configuration(), operation }, values),
  );
  const response = new messages.InvokeResponse();
  if ("failures" in invoked) {
    response.setFailuresList(invoked.failures.map(failureMessage));
  } else {
    // Any property of the result can tell what the arguments were.
    const secretResults = secrets.size > 0 ? Object.keys(invoked.result) : [];
    response.setReturn(encode(invoked.result, new Set(secretResults)));
  }
  return response;
}

/** The outputs that a create, or an update where there are old ones, would leave. */
function previewed(
  { configuration }: Session,
  catalogue: Catalogue,
  urn: string,
  { olds, inputs, secrets }: { olds?: Properties; inputs: Properties; secrets: Iterable<string> },
): Struct {
  const { resource, owner } = subjectOf(catalogue, urn);
  const options = { owner, defaultRegionId: () => configuration().defaults().regionId };
  return encoded(resource, resource.preview(olds, inputs, options), secrets);
}

/** Outputs in wire form, with what the program gave as a secret and what always is one. */
function encoded({ fields }: Resource, outputs: Properties, secrets: Iterable<string>): Struct {
  return encode(outputs, secretNames(fields, secrets));
}

/** Records what a failed operation reached: state may be the only place that holds the private key. */
async function orInitFailed(
  resource: Resource,
  secrets: ReadonlySet<string>,
  work: Promise<Reached>,
): Promise<Reached> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PartlyDone) {
      const { id, outputs } = error.reached;
      throw new InitFailed(id, encoded(resource, outputs, secrets), error);
    }
    throw error;
  }
}

/** What every operation's request contains. */
interface TimedRequest {
  getUrn(): string;
  /** In seconds; zero if the program sets none. */
  getTimeout(): number;
}

/** Only newer versions of the protocol have a timeout for reads. */
function withoutTimeout(request: Messages.ReadRequest): TimedRequest {
  return { getUrn: () => request.getUrn(), getTimeout: () => 0 };
}

async function timed<T>(
  { logTarget, configuration }: Session,
  catalogue: Catalogue,
  request: TimedRequest,
  kind: OperationKind,
  work: (resource: Resource, context: Context) => Promise<T>,
): Promise<T> {
  const urn = request.getUrn();
  const { resource, owner } = subjectOf(catalogue, urn);
  const asked = request.getTimeout() * 1000;
  const allowedMs = asked > 0 ? asked : timeoutMs(undefined, kind);
  return withOperation(logTarget(urn), allowedMs, (operation) =>
    work(resource, { ...configuration(), owner, operation, isAwaited: () => true }),
  );
}
