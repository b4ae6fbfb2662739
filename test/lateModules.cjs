/**
 * Preloaded into the host processes and programs of the tests. Pulumi's SDK loads an npm client and a TypeScript compiler at each
 * start, half of its start-up time, to serialize functions, which hardly any of them does. Here both load when first used.
 */
"use strict";

/** @typedef {{ filename: string } | null | undefined} Parent */

/**
 * What Node.js's own `require` is made of.
 *
 * @typedef {object} Loader
 * @property {(request: string, parent: Parent, isMain: boolean) => Record<PropertyKey, unknown>} _load
 * @property {(request: string, parent: Parent, isMain: boolean) => string} _resolveFilename
 */

/** @type {Loader} */
const loader = require(/** @type {never} */ ("node:module"));
const late = new Set(["@npmcli/arborist", "typescript"]);
const load = loader._load;

loader._load = function (request, parent, isMain) {
  if (!late.has(request) || !parent?.filename.includes("@pulumi")) {
    return load.call(this, request, parent, isMain);
  }
  // A missing module has to show now: the SDK falls back to another one.
  loader._resolveFilename(request, parent, isMain);
  const loaded = () => load.call(this, request, parent, isMain);
  // All that a program in JavaScript wants of the compiler is its version, for the log.
  const version = load.call(this, `${request}/package.json`, parent, false)["version"];
  return new Proxy(
    {},
    {
      get(_, name) {
        if (name === "version") return version;
        // The SDK copies every property of a module that is not an ES module, which would load it.
        return name === "__esModule" ? true : loaded()[name];
      },
      has: (_, name) => name in loaded(),
      ownKeys: () => Reflect.ownKeys(loaded()),
      getOwnPropertyDescriptor: (_, name) => ({
        value: loaded()[name],
        enumerable: true,
        configurable: true,
      }),
    },
  );
};
