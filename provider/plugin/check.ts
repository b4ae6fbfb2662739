/** The plugin's Check call: runs a resource's check and leaves secrets as received. */
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import { withReporter } from "../host/reporter";
import type { Autonaming } from "../resource/resource";
import { omit, pick } from "../resource/values";
import { messages } from "./protocol";
import { defaultsKey, filledIn, subjectOf, type Catalogue, type Session } from "./session";
import { failureMessage } from "./status";
import { decode, encode, selected } from "./wire";

/** Checks arguments. The program's own values return as received, secrets included. */
export async function checkCall(
  { configuration, logTarget }: Session,
  catalogue: Catalogue,
  request: Messages.CheckRequest,
): Promise<Messages.CheckResponse> {
  const urn = request.getUrn();
  const { resource, owner } = subjectOf(catalogue, urn);
  const olds = decode(request.getOlds()).values;
  const news = decode(request.getNews()).values;
  const { defaults, failures } = configuration();
  const options = { owner, defaults, autonaming: autonamingOf(request.getAutonaming()) };
  const isNew = Object.keys(olds).length === 0;
  const checked = resource.check(isNew ? undefined : olds, omit(news, [defaultsKey]), {
    ...options,
    filledIn: filledIn(olds),
  });
  await withReporter(logTarget(urn), (reporter) => {
    checked.notes.forEach((note) => {
      reporter.say(note);
    });
  });
  const kept = Object.keys(checked.inputs).filter((name) => !checked.filledIn.includes(name));
  const added = { ...pick(checked.inputs, checked.filledIn), [defaultsKey]: checked.filledIn };
  const inputs = selected(request.getNews(), kept);
  encode(added, new Set())
    .getFieldsMap()
    .forEach((value, name) => inputs.getFieldsMap().set(name, value));
  const response = new messages.CheckResponse();
  response.setInputs(inputs);
  response.setFailuresList([...checked.failures, ...failures()].map(failureMessage));
  return response;
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
