/**
 * Loaded before Pulumi's dynamic host (`node --require`): ends that process, and no other, at a named point of a create,
 * as a crash would. `DIE_AT=answer`: the whole answer to CreateKeyPair is here. `DIE_AT=return`: the host is about to
 * tell the engine.
 */
const { subscribe } = require("node:diagnostics_channel");
const { createRequire } = require("node:module");

function die() {
  process.kill(process.pid, "SIGKILL");
}

function dieWithTheAnswer() {
  subscribe("http.client.response.finish", (message) => {
    const { request, response } = /** @type {HttpExchange} */ (message);
    if (request.getHeader("x-acs-action") === "CreateKeyPair" && response.statusCode === 200) {
      // Nobody listens for the end yet: this listener is the first to hear of it.
      response.once("end", die);
    }
  });
}

/** @param {string} script - the host's own, whose copy of gRPC is the one that answers */
function dieBeforeReturn(script) {
  /** @type {{ Server: { prototype: Server } }} */
  const { Server } = createRequire(script)("@grpc/grpc-js");
  const { addService } = Server.prototype;
  /** @type {AddService} */
  const addMortal = function (service, implementation) {
    const { create } = implementation;
    implementation.create = (call, done) =>
      create.call(implementation, call, (error, response) => (error ? done(error, response) : die()));
    addService.call(this, service, implementation);
  };
  Server.prototype.addService = addMortal;
}

/**
 * @typedef {{ request: import("node:http").ClientRequest; response: import("node:http").IncomingMessage }} HttpExchange
 * @typedef {(error: unknown, response: unknown) => void} Done
 * @typedef {{ create: (call: unknown, done: Done) => unknown }} Implementation
 * @typedef {(this: unknown, service: unknown, implementation: Implementation) => void} AddService
 * @typedef {{ addService: AddService }} Server
 */

const [, script = ""] = process.argv;
if (/[\\/]dynamic-provider[\\/]/.test(script)) {
  switch (process.env["DIE_AT"]) {
    case "answer":
      dieWithTheAnswer();
      break;
    case "return":
      dieBeforeReturn(script);
      break;
  }
}
