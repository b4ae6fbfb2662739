// The programs that are measured: N key pairs, or N of the floor's resources, in the same language on the same host.

/** @typedef {import("./options.mjs").HostName} HostName */
/** @typedef {"alicloud" | "floor"} Subject what is measured, and what it is measured beside */

const makes = {
  dynamic: {
    alicloud: 'const { KeyPair } = require("pulumi-alicloud-keypair");',
    floor: 'const { DynamicFloor: KeyPair } = require("floor");',
  },
  plugin: {
    alicloud: 'const { KeyPair } = require("pulumi-alicloud-keypair/native");',
    floor: 'const { PluginFloor: KeyPair } = require("floor");',
  },
};

const plugins = {
  alicloud: "{ name: alicloud-keypair, path: ../node_modules/pulumi-alicloud-keypair }",
  floor: "{ name: floor, path: ../node_modules/floor }",
};

/**
 * The files of a project that makes `size` resources.
 *
 * @param {HostName} host
 * @param {Subject} subject
 * @param {number} size
 * @returns {Record<string, string>} by name
 */
export function projectFiles(host, subject, size) {
  const plugin = host === "plugin" ? `plugins: { providers: [${plugins[subject]}] }\n` : "";
  return {
    "Pulumi.yaml": `name: ${nameOf(host, subject)}\nruntime: nodejs\n${plugin}`,
    "index.js": `${makes[host][subject]}
for (let n = 0; n < ${size}; n += 1) new KeyPair(\`pair-\${String(n).padStart(4, "0")}\`);
`,
  };
}

/**
 * As long for both subjects, because state names the project in every URN.
 *
 * @param {HostName} host
 * @param {Subject} subject
 */
function nameOf(host, subject) {
  return `${host}-${subject}`.padEnd("dynamic-alicloud".length, "-x");
}
