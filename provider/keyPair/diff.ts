/** Diff: which changes of the program replace the pair. What a program leaves out keeps what the pair has. */
import { isRekeyed } from "./compare";
import { place } from "./errors";
import { wantedTags } from "./inPlace";
import { carriedNames, readInputs, readTexts, replaceOnChangesName, type Properties } from "./inputs";
import { shapeOf } from "./localKey";
import { publicHalf } from "./privateKey";
import { parsePublicKey } from "./publicKey";
import { needsRenewal } from "./renew";
import { readState, type KeyPairState } from "./state";
import { sameTags } from "./tags";
import { unknown } from "./unknown";

/** What an `up` has to do. */
export interface KeyPairDiff {
  /** Properties whose change replaces the pair. */
  readonly replaces: readonly string[];
  /** Properties whose change is taken over in place. */
  readonly updates: readonly string[];
  /** Whether the old pair must go first: the new one takes its name in its region. */
  readonly deleteBeforeReplace: boolean;
  /** Whether the owner tag is to follow the resource: a change in place that no property shows. */
  readonly renewsOwner: boolean;
  /** The properties that differ, and what becomes of each. */
  readonly note?: string;
  /** What a person should know before this is carried out. */
  readonly warning?: string;
}

/**
 * Compares the pair in state with what the program asks for.
 *
 * @param olds - the pair's outputs
 * @param news - the program's checked inputs; a value that is not known yet may be any
 * @param defaultRegionId - the region that a pair made now would get; asked only where the program names none
 */
export function diff(
  olds: Properties,
  news: Properties,
  defaultRegionId: () => string | undefined,
): KeyPairDiff {
  const state = readState(olds);
  if (state === undefined) {
    return { replaces: [], updates: [], deleteBeforeReplace: false, renewsOwner: false };
  }
  const rekeyed = isRekeyed(state);
  const { replacing, inPlace } = byOption(state, news);
  const replaces = [...addressChanges(state, news), ...keyChanges(state, rekeyed, news), ...replacing];
  const updates = [...inPlace, ...flagChanges(olds, news)];
  const renewsOwner = needsRenewal(state, readInputs(news));
  const found = { replaces, updates, renewsOwner, ...noteOn(state, replaces, updates) };
  if (replaces.length === 0 || !keepsAddress(state, news, defaultRegionId)) {
    return { ...found, deleteBeforeReplace: false };
  }
  // A pair that is not ours to delete stays: then the new one is tried first and fails before state loses the old one.
  const deleteBeforeReplace = state.adopted !== true && !rekeyed;
  return { ...found, deleteBeforeReplace, ...(deleteBeforeReplace && { warning: riskOf(state) }) };
}

/** Which changes in place are to replace the pair by Pulumi's option replaceOnChanges, whose paths are `*`, `tags` or `tags.team`. */
function byOption(
  state: KeyPairState,
  news: Properties,
): { replacing: readonly string[]; inPlace: readonly string[] } {
  const changes = inPlaceChanges(state, news);
  const option: unknown = news[replaceOnChangesName];
  const paths: readonly unknown[] = Array.isArray(option) ? option : [];
  const replaces = (name: string): boolean =>
    paths.some(
      (path) => path === "*" || path === name || (name === "tags" && isChangedTag(path, state, news)),
    );
  return { replacing: changes.filter(replaces), inPlace: changes.filter((name) => !replaces(name)) };
}

/** Whether a path such as `tags.team`, `tags["team"]` or `tags.*` names a tag that changes. */
function isChangedTag(path: unknown, state: KeyPairState, news: Properties): boolean {
  const [, dotted, quoted] = /^tags(?:\.(.+)|\["(.+)"\])$/.exec(String(path)) ?? [];
  const key = dotted ?? quoted;
  if (key === undefined) {
    return false;
  }
  const wanted: Properties = { ...(news["tags"] as object | undefined) };
  return key === "*" || news["tags"] === unknown || state.tags?.[key] !== wanted[key];
}

/** The engine shows inputs against inputs, and so nothing of what changed outside: this says it. */
function noteOn(
  state: KeyPairState,
  replaces: readonly string[],
  updates: readonly string[],
): Pick<KeyPairDiff, "note"> {
  const differing = [
    ...replaces.map((name) => `${name} (replaces it)`),
    ...updates.map((name) => `${name} (in place)`),
  ];
  return differing.length === 0
    ? {}
    : { note: `key pair ${place(state)} differs from the program in ${differing.join(", ")}` };
}

function riskOf(state: KeyPairState): string {
  return (
    `replacing key pair ${place(state)} under the same name deletes it before the new one is made: for that time there is ` +
    "none, and ECS may keep the name reserved for up to an hour. A generated name (leave keyPairName out) avoids both."
  );
}

function addressChanges(state: KeyPairState, news: Properties): string[] {
  return (["keyPairName", "regionId"] as const).filter(
    (name) => news[name] !== undefined && news[name] !== state[name],
  );
}

/** Whether the new pair would have the old one's name in the old one's region. */
function keepsAddress(
  state: KeyPairState,
  news: Properties,
  defaultRegionId: () => string | undefined,
): boolean {
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
  // Who made the key of an imported pair is not known: it may be as the program wants it.
  if (state.privateKey === undefined) {
    return [];
  }
  const wantedSource = news["keySource"] ?? "ecs";
  if (wantedSource !== (state.keySource ?? "ecs")) {
    return ["keySource"];
  }
  return state.keySource === "local" ? shapeChanges(state, news) : [];
}

/** The shape of a local key is told from the key, so that a default that changes one day replaces nothing. */
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

/** Whether an update needs the API, rather than only keeping what the program says. */
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
  const someUnknown = typeof tags === "object" && tags !== null && Object.values(tags).includes(unknown);
  if (tags === unknown || someUnknown) {
    return true;
  }
  const wanted = wantedTags(state, readTexts(tags));
  return wanted !== undefined && !sameTags(state.tags, wanted);
}

/** Taken over in place, so that a delete goes by what the program last said. */
function flagChanges(olds: Properties, news: Properties): string[] {
  return carriedNames.filter((name) => name !== "owner" && canonical(olds[name]) !== canonical(news[name]));
}

function canonical(value: unknown): string {
  const entries = typeof value === "object" && value !== null ? Object.entries(value).sort() : value;
  return JSON.stringify(entries ?? null);
}
