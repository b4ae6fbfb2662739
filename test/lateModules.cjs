/**
 * Preloaded into the host processes and programs of the tests. At each start Pulumi's SDK loads an npm client and a TypeScript compiler,
 * to serialize functions, and its automation API: most of its start-up time, for what hardly any of them uses. Here they load when
 * first used.
 */
"use strict";

/** @typedef {{ filename: string } | null | undefined} Parent */

/** @typedef {Record<PropertyKey, unknown>} Loaded */

/**
 * What Node.js's own `require` is made of.
 *
 * @typedef {object} Loader
 * @property {(request: string, parent: Parent, isMain: boolean) => Loaded} _load
 * @property {(request: string, parent: Parent, isMain: boolean) => string} _resolveFilename
 */

/** @type {Loader} */
const loader = require(/** @type {never} */ ("node:module"));
const late = new Set(["@npmcli/arborist", "normalize-package-data", "typescript", "./automation"]);
const load = loader._load;

loader._load = function (request, parent, isMain) {
  if (!late.has(request) || !parent?.filename.includes("@pulumi")) {
    return load.call(this, request, parent, isMain);
  }
  // A missing module has to show now: the SDK falls back to another one.
  loader._resolveFilename(request, parent, isMain);
  const loaded = () => load.call(this, request, parent, isMain);
  return new Proxy(/** @type {never} */ (() => undefined), {
    apply: (_, self, args) => Reflect.apply(/** @type {never} */ (loaded()), self, args),
    get(_, name) {
      // The SDK copies every property of a module that is not an ES module, which would load it.
      if (name === "__esModule") return true;
      if (name === "default") return loaded();
      // All that a program in JavaScript wants of the compiler is its version, for the log.
      const isVersion = name === "version" && request === "typescript";
      return isVersion
        ? load.call(this, `${request}/package.json`, parent, false)["version"]
        : loaded()[name];
    },
    has: (_, name) => name in loaded(),
    ownKeys: () => Reflect.ownKeys(loaded()),
    getOwnPropertyDescriptor: (_, name) => ({
      value: loaded()[name],
      enumerable: true,
      configurable: true,
    }),
  });
};
