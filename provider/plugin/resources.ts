/** The service's calls on resources: check, diff, create, read, update, delete. */
import type { ServerUnaryCall } from "@grpc/grpc-js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import { during, speaking } from "../host/operation";
import type { Configuration } from "../host/configuration";
import type { Speaker } from "../host/voice";
import type { Seen } from "../keyPair/seen";
import { timeoutMs } from "../keyPair/timeout";
import { check } from "./check";
import type { Autonaming } from "./defaults";
import { diff, type PropertyChange } from "./diff";
import {
  create,
  createPreview,
  outputSecrets,
  remove,
  update,
  updatePreview,
  type Request,
} from "./lifecycle";
import { messages } from "./protocol";
import { read } from "./read";
import { keyPairOwner } from "./urn";
import { decode, encode, selected } from "./wire";

/** What the calls go by. */
export interface Session {
  readonly configuration: () => Configuration;
  readonly speaker: (urn: string) => Speaker;
  readonly seen: Seen;
  /** Whether the engine is gone. */
  readonly isAbandoned: () => boolean;
}

/** Checks arguments; values go back as they came, secrets included. */
export async function checkCall(
  { configuration, speaker, seen }: Session,
  request: Messages.CheckRequest,
): Promise<Messages.CheckResponse> {
  const urn = request.getUrn();
  keyPairOwner(urn);
  const olds = decode(request.getOlds()).values;
  const news = decode(request.getNews());
  const { defaults, failures: settingsFailures } = configuration();
  seen.checked(urn, olds, news.values);
  const checked = check(olds, news, autonamingOf(request.getAutonaming()), defaults);
  await speaking(speaker(urn), (voice) => {
    checked.notes.forEach((note) => {
      voice.say(note);
    });
  });
  const inputs = selected(request.getNews(), checked.kept);
  encode(checked.added, new Set())
    .getFieldsMap()
    .forEach((value, name) => inputs.getFieldsMap().set(name, value));
  const response = new messages.CheckResponse();
  response.setInputs(inputs);
  response.setFailuresList([...checked.failures, ...settingsFailures()].map(failureMessage));
  return response;
}

/** A failed check in the protocol's form. */
export function failureMessage(failure: { property: string; reason: string }): Messages.CheckFailure {
  const message = new messages.CheckFailure();
  message.setProperty(failure.property);
  message.setReason(failure.reason);
  return message;
}

function autonamingOf(options: Messages.CheckRequest.AutonamingOptions | undefined): Autonaming | undefined {
  if (options === undefined) {
    return undefined;
  }
  const { Mode } = messages.CheckRequest.AutonamingOptions;
  const proposedName = options.getProposedName();
  switch (options.getMode()) {
    case Mode.PROPOSE:
      return proposedName === "" ? undefined : { mode: "propose", proposedName };
    case Mode.ENFORCE:
      return { mode: "enforce", proposedName };
    case Mode.DISABLE:
      return { mode: "disable" };
  }
}

/** Compares state with the program. */
export async function diffCall(
  { configuration, speaker }: Session,
  request: Messages.DiffRequest,
): Promise<Messages.DiffResponse> {
  const urn = request.getUrn();
  const olds = { outputs: decode(request.getOlds()).values, inputs: decode(request.getOldInputs()).values };
  const news = { ...decode(request.getNews()).values, owner: keyPairOwner(urn) };
  const found = diff(olds, news, () => configuration().defaults().regionId);
  const { warning } = found;
  if (warning !== undefined) {
    await speaking(speaker(urn), (voice) => {
      voice.warn(warning);
    });
  }
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  // A renewed owner is no property's change: Pulumi's option replaceOnChanges must not make a replacement of it.
  response.setChanges(found.names.length > 0 || found.renewsOwner ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList([...found.names]);
  response.setReplacesList([...found.replaces]);
  response.setStablesList([...found.stables]);
  response.setDeletebeforereplace(found.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const change of found.changes) {
    response.getDetaileddiffMap().set(change.path, changeMessage(change));
  }
  return response;
}

function changeMessage({ kind, replaces, inInputsOnly }: PropertyChange): Messages.PropertyDiff {
  const { Kind } = messages.PropertyDiff;
  const kinds = {
    add: replaces ? Kind.ADD_REPLACE : Kind.ADD,
    delete: replaces ? Kind.DELETE_REPLACE : Kind.DELETE,
    update: replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE,
  };
  const message = new messages.PropertyDiff();
  message.setKind(kinds[kind]);
  message.setInputdiff(inInputsOnly);
  return message;
}

/** Makes a pair, or says what would be made. */
export async function createCall(
  session: Session,
  call: ServerUnaryCall<Messages.CreateRequest, Messages.CreateResponse>,
): Promise<Messages.CreateResponse> {
  const { request } = call;
  const news = decode(request.getProperties());
  const caller = { isGone: () => call.cancelled || session.isAbandoned() };
  const configuration = session.configuration();
  const { id, outputs, secrets } = request.getPreview()
    ? createPreview(configuration, keyPairOwner(request.getUrn()), news)
    : await timed(session, request, "create", (timing) => create(configuration, news, timing, caller));
  const response = new messages.CreateResponse();
  response.setId(id);
  response.setProperties(encode(outputs, secrets));
  return response;
}

/** Changes a pair in place, or says what it would be then. */
export async function updateCall(
  session: Session,
  request: Messages.UpdateRequest,
): Promise<Messages.UpdateResponse> {
  const olds = decode(request.getOlds()).values;
  const news = decode(request.getNews());
  const { ecs } = session.configuration();
  const { outputs, secrets } = request.getPreview()
    ? updatePreview(olds, keyPairOwner(request.getUrn()), news)
    : await timed(session, request, "update", (timing) => update(ecs, olds, news, timing));
  const response = new messages.UpdateResponse();
  response.setProperties(encode(outputs, secrets));
  return response;
}

/** Reads a pair: for a refresh, an import, or a program that only reads. */
export async function readCall(
  session: Session,
  request: Messages.ReadRequest,
): Promise<Messages.ReadResponse> {
  const olds = request.hasProperties() ? decode(request.getProperties()) : undefined;
  const { ecs, regionOf } = session.configuration();
  const response = new messages.ReadResponse();
  await timed(session, withoutTimeout(request), "read", async ({ owner, operation }) => {
    const call = { id: request.getId(), owner, outputs: olds?.values };
    const found = await read(await ecs(), call, regionOf, operation);
    if (found === "gone") {
      return;
    }
    response.setId(found.id);
    response.setProperties(encode(found.outputs, outputSecrets(olds?.secrets ?? new Set())));
    // Inputs stay what the program said: diff compares it with the outputs, so that drift shows.
    response.setInputs(request.hasInputs() ? request.getInputs() : encode(found.inputs, new Set()));
  });
  return response;
}

/** Deletes a pair. */
export async function deleteCall(session: Session, request: Messages.DeleteRequest): Promise<void> {
  const olds = decode(request.getProperties()).values;
  const { ecs } = session.configuration();
  await timed(session, request, "delete", (timing) => remove(ecs, olds, timing));
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
  { speaker, seen }: Session,
  request: TimedRequest,
  kind: Parameters<typeof timeoutMs>[1],
  work: (request: Request) => Promise<T>,
): Promise<T> {
  const urn = request.getUrn();
  const owner = keyPairOwner(urn);
  const asked = request.getTimeout() * 1000;
  const allowedMs = asked > 0 ? asked : timeoutMs(undefined, kind);
  return during(speaker(urn), allowedMs, (operation) => work({ urn, owner, seen, operation }));
}
