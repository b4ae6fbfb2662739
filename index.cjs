// What loads this package by its folder gets: the engine's language host, which runs the folder as a plugin, the plugin; all else the SDK.
"use strict";

const host = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run-plugin[\\/]/;

if (require.main !== undefined && host.test(require.main.filename)) {
  require("./pulumi-resource-alicloud-keypair");
} else {
  module.exports = require("./dist/sdk/nodejs/index.js");
}
