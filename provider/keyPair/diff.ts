/** Diff: which changes of the program replace the pair. What a program leaves out keeps what the pair has. */
import { readInputs, type Properties } from "./inputs";
import { readState } from "./state";

/** What an `up` has to do. */
export interface KeyPairDiff {
  /** Properties whose change replaces the pair. */
  readonly replaces: readonly string[];
  /** Properties whose change is taken over in place. */
  readonly updates: readonly string[];
}

/**
 * Compares the pair in state with what the program asks for.
 *
 * @param olds - the pair's outputs
 * @param news - the program's checked inputs; a value that is not known yet may be any
 */
export function diff(olds: Properties, news: Properties): KeyPairDiff {
  const state = readState(olds);
  const replaces = (["keyPairName", "regionId"] as const).filter(
    (name) => news[name] !== undefined && news[name] !== state?.[name],
  );
  return { replaces, updates: timeoutsDiffer(olds, news) ? ["customTimeouts"] : [] };
}

/** Taken over in place, so that a destroy goes by the timeouts that the program last asked for. */
function timeoutsDiffer(olds: Properties, news: Properties): boolean {
  const canonical = (properties: Properties): string => {
    const timeouts = readInputs(properties).customTimeouts ?? {};
    return JSON.stringify(Object.entries(timeouts).sort());
  };
  return canonical(olds) !== canonical(news);
}
