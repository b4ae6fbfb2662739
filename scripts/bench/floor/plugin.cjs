// The floor's plugin: answers every call at once.
const grpc = require("@grpc/grpc-js");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const messages = require("@pulumi/pulumi/proto/provider_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js");
const makeSecret = require("./secret.cjs");

const nothing = () => new Empty();
const sameInputs = (/** @type {import("@pulumi/pulumi/proto/provider_pb").CheckRequest} */ request) => {
  const response = new messages.CheckResponse();
  response.setInputs(request.getNews());
  return response;
};

const answers = {
  handshake: () => new messages.ProviderHandshakeResponse(),
  getPluginInfo() {
    const info = new PluginInfo();
    info.setVersion("0.1.0");
    return info;
  },
  checkConfig: sameInputs,
  diffConfig: () => new messages.DiffResponse(),
  configure() {
    const response = new messages.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  },
  check: sameInputs,
  diff() {
    const response = new messages.DiffResponse();
    response.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE);
    return response;
  },
  create(/** @type {import("@pulumi/pulumi/proto/provider_pb").CreateRequest} */ request) {
    const response = new messages.CreateResponse();
    response.setId("floor");
    response.setProperties(Struct.fromJavaScript(request.getPreview() ? {} : { secret: makeSecret() }));
    return response;
  },
  read(/** @type {import("@pulumi/pulumi/proto/provider_pb").ReadRequest} */ request) {
    const response = new messages.ReadResponse();
    response.setId(request.getId());
    response.setProperties(request.getProperties());
    response.setInputs(request.getInputs());
    return response;
  },
  delete: nothing,
  cancel: nothing,
};

/** @param {(request: never) => unknown} answer @returns {grpc.handleUnaryCall<never, unknown>} */
function serve(answer) {
  return (call, done) => done(null, answer(call.request));
}

const service = Object.entries(answers).map(([name, answer]) => [name, serve(answer)]);
const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(ResourceProviderService, Object.fromEntries(service));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(port);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
