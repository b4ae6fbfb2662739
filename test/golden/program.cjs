// The program whose state is kept beside it, one file a release. Later releases must see no change in it.
const alicloud = require("pulumi-alicloud-keypair");

new alicloud.KeyPair("fixed", { keyPairName: "fixed", tags: { team: "infra", empty: "" } });
new alicloud.KeyPair("generated", {}, { customTimeouts: { delete: "5m" } });
new alicloud.KeyPair("local", { keySource: "local", algorithm: "ECDSA", detachOnDelete: true });
new alicloud.KeyPair("given", {
  publicKey:
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFmPFPKgZeJy1Zx7O41R8xfqQs2J/I0TWooYSTxMlS3fsXythdBKuFhFeBEOMn/r5aNGd+XiURrmG9mQlRGYIqw= me@laptop",
});
