/** Diff: decides which program changes replace the pair. An argument that is left out keeps the pair's value. */
import { effectsOf } from "../resource/effects";
import type { Difference, DiffOptions } from "../resource/resource";
import { hasUnknown, readTexts, type Properties } from "../resource/values";
import { publicHalf } from "../sshKey/privateKey";
import { parsePublicKey } from "../sshKey/publicKey";
import { shapeOf } from "../sshKey/shape";
import { isRekeyed } from "./compare";
import { place } from "../resource/errors";
import { keyPairFields } from "./fields";
import { wantedTags } from "./inPlace";
import { readInputs } from "./inputs";
import { needsRenewal } from "./renew";
import { readState, type KeyPairState } from "./state";
import { sameTags } from "./tags";

/**
 * Compares the pair in state with what the program asks for.
 *
 * @param outputs - the pair's outputs
 * @param news - the program's checked inputs; a value that is not known yet can turn out to be anything
 */
export function diff(outputs: Properties, news: Properties, options: DiffOptions): Difference {
  const state = readState(outputs);
  if (state === undefined) {
    return {
      ...{ subject: undefined, replaces: [], updates: [] },
      ...{ deleteBeforeReplace: false, alsoUpdates: false },
    };
  }
  const rekeyed = isRekeyed(state);
  const differing = {
    inPlace: inPlaceChanges(state, news),
    others: [...addressChanges(state, news), ...keyChanges(state, rekeyed, news)],
  };
  const found = {
    subject: `key pair ${place(state)}`,
    ...effectsOf(keyPairFields, outputs, news, differing, options),
    alsoUpdates: needsRenewal(state, readInputs(news, options.owner)),
  };
  if (found.replaces.length === 0 || !keepsAddress(state, news, options)) {
    return { ...found, deleteBeforeReplace: false };
  }
  // A pair that is not ours to delete stays. The new one is then tried first, and fails before state loses the old one.
  const deleteBeforeReplace = state.adopted !== true && !rekeyed;
  return { ...found, deleteBeforeReplace, ...(deleteBeforeReplace && { warning: riskOf(state) }) };
}

function riskOf(state: KeyPairState): string {
  return (
    `replacing key pair ${place(state)} under the same name deletes it before the new one is created. Until then no pair exists, ` +
    "and ECS may keep the name reserved for up to an hour. Unset keyPairName to avoid both with a generated name."
  );
}

function addressChanges(state: KeyPairState, news: Properties): string[] {
  return (["keyPairName", "regionId"] as const).filter(
    (name) => news[name] !== undefined && news[name] !== state[name],
  );
}

/** Whether the new pair would get the old one's name and region. */
function keepsAddress(state: KeyPairState, news: Properties, { defaultRegionId }: DiffOptions): boolean {
  return (
    news["keyPairName"] === state.keyPairName && (news["regionId"] ?? defaultRegionId()) === state.regionId
  );
}

function keyChanges(state: KeyPairState, rekeyed: boolean, news: Properties): string[] {
  const given = news["publicKey"];
  if (given !== undefined) {
    const wanted = typeof given === "string" ? parsePublicKey(given)?.sha256 : undefined;
    return wanted === state.publicKeyFingerprintSha256 && !rekeyed ? [] : ["publicKey"];
  }
  if (state.adopted === true) {
    return [];
  }
  if (state.givenKeySha256 !== undefined || rekeyed) {
    return ["publicKey"];
  }
  // It is unknown who created an imported pair's key: it may already be what the program wants.
  if (state.privateKey === undefined) {
    return [];
  }
  const wantedSource = news["keySource"] ?? "ecs";
  if (wantedSource !== (state.keySource ?? "ecs")) {
    return ["keySource"];
  }
  return state.keySource === "local" ? shapeChanges(state, news) : [];
}

/** Compares with the key's own shape, so that a changed default replaces nothing. */
function shapeChanges(state: KeyPairState, news: Properties): string[] {
  const half = state.privateKey === undefined ? undefined : publicHalf(state.privateKey);
  if (half === undefined) {
    return [];
  }
  const shape = shapeOf(half);
  return (["algorithm", "rsaBits", "ecdsaCurve"] as const).filter(
    (name) => news[name] !== undefined && news[name] !== shape[name],
  );
}

/** Whether an update needs the API, rather than only recording arguments in state. */
export function changesInPlace(state: KeyPairState, news: Properties): boolean {
  return inPlaceChanges(state, news).length > 0;
}

function inPlaceChanges(state: KeyPairState, news: Properties): string[] {
  const group = news["resourceGroupId"];
  return [
    ...(tagsChange(state, news["tags"]) ? ["tags"] : []),
    ...(group !== undefined && group !== state.resourceGroupId ? ["resourceGroupId"] : []),
  ];
}

function tagsChange(state: KeyPairState, tags: unknown): boolean {
  if (hasUnknown(tags)) {
    return true;
  }
  const wanted = wantedTags(state, readTexts(tags));
  return wanted !== undefined && !sameTags(state.tags, wanted);
}
