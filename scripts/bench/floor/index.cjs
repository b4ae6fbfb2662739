// The floor as a program sees it: a resource with one secret, over the dynamic host and over the plugin.
const pulumi = require("@pulumi/pulumi");
const provider = require("./provider.cjs");

const options = { additionalSecretOutputs: ["secret"] };

class DynamicFloor extends pulumi.dynamic.Resource {
  /** @param {string} name */
  constructor(name) {
    super(provider, name, { secret: undefined }, options, "floor", "Floor");
  }
}

class PluginFloor extends pulumi.CustomResource {
  /** @param {string} name */
  constructor(name) {
    super("floor:index:Floor", name, { secret: undefined }, options);
  }
}

module.exports = { DynamicFloor, PluginFloor };
