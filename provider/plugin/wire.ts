/** The protocol's wire form of property values: unknowns, secrets and outputs, at any depth. */
import type { JavaScriptValue, Struct as WireStruct } from "google-protobuf/google/protobuf/struct_pb";
import { unknown, type Properties } from "../resource/values";
import { Struct } from "./protocol";

/** Values in the core's form. */
export interface Decoded {
  readonly values: Properties;
  /** The names of the properties that are secret, wholly or in part. */
  readonly secrets: ReadonlySet<string>;
}

/** An object with this key is a special value; the key's value names its kind. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The markers of unknown values, one for each type. */
const unknownTexts: ReadonlySet<string> = new Set([
  unknownText,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Unwraps properties; none if the message has none. */
export function decode(struct: WireStruct | undefined): Decoded {
  const secrets = new Set<string>();
  const values = Object.entries(struct?.toJavaScript() ?? {}).map(([name, value]) => [
    name,
    plain(value, () => secrets.add(name)),
  ]);
  return { values: Object.fromEntries(values) as Properties, secrets };
}

/** Wraps properties again, so that secrets stay secret. */
export function encode(properties: Properties, secrets: ReadonlySet<string>): WireStruct {
  const entries = Object.entries(properties).flatMap(([name, value]) => {
    const wire = wireOf(value);
    if (wire === undefined) {
      return [];
    }
    return [[name, secrets.has(name) ? { [signatureKey]: secretSignature, value: wire } : wire] as const];
  });
  return Struct.fromJavaScript(Object.fromEntries(entries));
}

/** Copies the properties of these names from a message, exactly as received. */
export function selected(struct: WireStruct | undefined, names: readonly string[]): WireStruct {
  const chosen = new Struct();
  for (const name of names) {
    const value = struct?.getFieldsMap().get(name);
    if (value !== undefined) {
      chosen.getFieldsMap().set(name, value);
    }
  }
  return chosen;
}

function plain(value: unknown, onSecret: () => void): unknown {
  if (typeof value === "string") {
    return unknownTexts.has(value) ? unknown : value;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => plain(item, onSecret));
  }
  if (typeof value !== "object" || value === null) {
    return value ?? undefined;
  }
  const fields: Properties = { ...value };
  switch (fields[signatureKey]) {
    case secretSignature:
      onSecret();
      return plain(fields["value"], onSecret);
    case outputSignature:
      if (fields["secret"] === true) {
        onSecret();
      }
      return Object.hasOwn(fields, "value") ? plain(fields["value"], onSecret) : unknown;
    default:
      return Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, plain(field, onSecret)]),
      );
  }
}

/** Undefined for a value without a wire form, which would make the message impossible to send. */
function wireOf(value: unknown): JavaScriptValue | undefined {
  if (value === unknown) {
    return unknownText;
  }
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  ) {
    return value;
  }
  return typeof value === "object" ? wireOfObject(value) : undefined;
}

function wireOfObject(value: object): JavaScriptValue {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => wireOf(item) ?? []);
  }
  const entries = Object.entries(value).flatMap(([name, field]: [string, unknown]) => {
    const wire = wireOf(field);
    return wire === undefined ? [] : [[name, wire] as const];
  });
  return Object.fromEntries(entries);
}
