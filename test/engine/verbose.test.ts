/** With verbose flags, and with `up --json`, Pulumi prints secret values itself: any provider's, so a control's too. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { it } from "./fixtures";
import { kindsOfLines, linesOfOurs } from "./linesOfOurs";
import { succeed } from "./stack";

/** Beside a key pair a control: a provider that makes no call, prints nothing and returns a key as a secret output. */
const withControl = (version: string): string => `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("pulumi-alicloud-keypair");
const provider = {
  create: async (inputs) => {
    const key = require("node:crypto").generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    return { id: "control", outs: { ...inputs, privateKey: key.export({ type: "pkcs1", format: "pem" }) } };
  },
  diff: async (id, olds, news) => ({ changes: JSON.stringify(olds.tags) !== JSON.stringify(news.tags) }),
  read: async (id, props) => ({ id, props }),
  update: async (id, olds, news) => ({ outs: { ...olds, ...news } }),
  delete: async () => {},
};
class Control extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(provider, name, { privateKey: undefined, ...args }, { additionalSecretOutputs: ["privateKey"] });
  }
}
const tags = { version: "${version}" };
exports.ours = new alicloud.KeyPair("dev", { keyPairName: "dev", tags }).privateKey;
exports.control = new Control("control", { tags }).privateKey;
`;

describe("with verbose flags and up --json", () => {
  it("every line that holds the private key is Pulumi's own: it has one for the control too", async ({
    open,
    workspace,
  }) => {
    const stack = await open({ program: withControl("1") });
    const yes = ["--yes", "--skip-preview", "--stack", "test"];
    const grpc = join(workspace.folder, "grpc.json");
    const up = await succeed(stack.run(["up", "--debug", ...yes]));
    const outputs = await stack.outputs();
    const keys = { ours: String(outputs["ours"]), control: String(outputs["control"]) };
    await stack.write(withControl("2"));
    const update = await succeed(
      stack.run(["up", "-v=9", "--logtostderr", ...yes], { PULUMI_DEBUG_GRPC: grpc }),
    );
    await stack.write(withControl("3"));
    const events = await succeed(stack.run(["up", "--json", ...yes]));
    const refresh = await succeed(stack.run(["refresh", "-v=9", "--logtostderr", ...yes]));
    const destroy = await succeed(stack.run(["destroy", "-v=9", "--logtostderr", ...yes]));

    const texts = [
      up.text,
      update.text,
      events.text,
      refresh.text,
      await readFile(grpc, "utf8"),
      destroy.text,
    ];
    const printed = texts.map((text) => kindsOfLines(text, keys.control).size > 0);
    const [line = ""] = keys.ours.split("\n").slice(1);
    const ownLines = [`debug: made ${keys.ours}`, `info: ${line}`, line, `{"level":"INFO","msg":"${line}"}`];
    const found = texts
      .slice(0, 3)
      .flatMap((text) => ownLines.map((own) => linesOfOurs(`${text}\n${own}\n`, keys)));

    expect(texts.flatMap((text) => linesOfOurs(text, keys))).toEqual([]);
    // Whether a destroy prints it depends on the engine.
    expect(printed.slice(0, -1)).toEqual([true, true, true, true, true]);
    expect(found.map((kinds) => kinds.length)).toEqual(found.map(() => 1));
  });
});
