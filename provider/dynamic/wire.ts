/** The dynamic host's wire form of unknown values. */
import { unknown, type Properties } from "../resource/values";

/** Pulumi's marker, which it does not export publicly. It replaces the whole of a text that has an unknown part. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Turns the marker into a resource's `unknown`, at any depth. */
export function fromWire(properties: Properties): Properties {
  return mapped(properties, (value) => (value === unknownText ? unknown : value));
}

/** Turns `unknown` back into the marker. */
export function toWire(properties: Properties): Record<string, unknown> {
  return mapped(properties, (value) => (value === unknown ? unknownText : value));
}

function mapped(properties: Properties, convert: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, deep(value, convert)]));
}

function deep(value: unknown, convert: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => deep(item, convert));
  }
  return typeof value === "object" && value !== null ? mapped({ ...value }, convert) : convert(value);
}
