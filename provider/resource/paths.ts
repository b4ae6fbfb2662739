/** Changes to a property, named by Pulumi's property paths such as `tags.team`. */
import { isMap, unknown } from "./values";

/** A change to a property, or to one key of a map. */
export interface Change {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** The changes within one property. */
export function changesOf(path: string, old: unknown, wanted: unknown): Change[] {
  if (isMap(old) && isMap(wanted)) {
    const keys = new Set([...Object.keys(old), ...Object.keys(wanted)]);
    return [...keys]
      .filter((key) => old[key] !== wanted[key])
      .flatMap((key) => changesOf(pathTo(path, key), old[key], wanted[key]));
  }
  return [{ path, kind: old === undefined ? "add" : wanted === undefined ? "delete" : "update" }];
}

function pathTo(path: string, key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** Whether one of these paths, from Pulumi's option replaceOnChanges, names the property or a key of it that changes. */
export function namesChange(paths: readonly unknown[], name: string, old: unknown, wanted: unknown): boolean {
  return paths.some((path) => path === "*" || path === name || namesKey(String(path), name, old, wanted));
}

/** Whether a path such as `tags.team`, `tags["team"]` or `tags.*` names a key that changes. */
function namesKey(path: string, name: string, old: unknown, wanted: unknown): boolean {
  const [, dotted, quoted] = /^(?:\.(.+)|\["(.+)"\])$/.exec(path.slice(name.length)) ?? [];
  const key = dotted ?? quoted;
  if (!path.startsWith(name) || key === undefined) {
    return false;
  }
  const valueIn = (map: unknown): unknown => (isMap(map) ? map[key] : undefined);
  return key === "*" || wanted === unknown || valueIn(old) !== valueIn(wanted);
}
