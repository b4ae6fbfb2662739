/** The plugin's Diff call: a resource's diff, property by property as the engine shows it; accepts the dynamic host's state as it is. */
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import { withReporter } from "../host/reporter";
import { namesOf } from "../resource/fields";
import { changesOf, type Change } from "../resource/paths";
import { omit, type Properties } from "../resource/values";
import { messages } from "./protocol";
import { filledIn, subjectOf, type Catalogue, type Session } from "./session";
import { decode } from "./wire";

/** Compares state with the program. */
export async function diffCall(
  { configuration, logTarget }: Session,
  catalogue: Catalogue,
  request: Messages.DiffRequest,
): Promise<Messages.DiffResponse> {
  const urn = request.getUrn();
  const { resource, owner } = subjectOf(catalogue, urn);
  const outputs = decode(request.getOlds()).values;
  const oldInputs = decode(request.getOldInputs()).values;
  const news = decode(request.getNews()).values;
  const wanted = omit(news, filledIn(news));
  const found = resource.diff(outputs, wanted, {
    owner,
    defaultRegionId: () => configuration().defaults().regionId,
    // For a plugin, the engine applies this option itself.
    replaceOnChanges: [],
  });
  const { replaces, updates, warning } = found;
  if (warning !== undefined) {
    await withReporter(logTarget(urn), (reporter) => {
      reporter.warn(warning);
    });
  }
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  const names = [...replaces, ...updates];
  const response = new messages.DiffResponse();
  // A change that no property shows must name no property: Pulumi's option replaceOnChanges must not turn it into a replacement.
  response.setChanges(names.length > 0 || found.alsoUpdates ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(names);
  response.setReplacesList([...replaces]);
  response.setStablesList(replaces.length === 0 ? namesOf(resource.fields, ({ stable }) => stable) : []);
  response.setDeletebeforereplace(found.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const name of names) {
    for (const [path, change] of detailOf(name, { outputs, oldInputs, wanted }, replaces.includes(name))) {
      response.getDetaileddiffMap().set(path, change);
    }
  }
  return response;
}

interface Sides {
  readonly outputs: Properties;
  readonly oldInputs: Properties;
  readonly wanted: Properties;
}

function detailOf(
  name: string,
  { outputs, oldInputs, wanted }: Sides,
  replaces: boolean,
): [string, Messages.PropertyDiff][] {
  // If only inputs hold the property, the engine compares those.
  const inInputsOnly = outputs[name] === undefined && oldInputs[name] !== undefined;
  const old = inInputsOnly ? oldInputs[name] : outputs[name];
  return changesOf(name, old, wanted[name]).map((change) => {
    const message = new messages.PropertyDiff();
    message.setKind(kindOf(change, replaces));
    message.setInputdiff(inInputsOnly);
    return [change.path, message];
  });
}

function kindOf({ kind }: Change, replaces: boolean): Messages.PropertyDiff.Kind {
  const { Kind } = messages.PropertyDiff;
  const kinds = {
    add: replaces ? Kind.ADD_REPLACE : Kind.ADD,
    delete: replaces ? Kind.DELETE_REPLACE : Kind.DELETE,
    update: replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE,
  };
  return kinds[kind];
}
