/** Functions of the plugin: found by token, called with plain values, with results in the protocol's form. */
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "vitest";
import { openSettings } from "../../../provider/plugin/settings";
import { invokeCall } from "../../../provider/plugin/operations";
import { messages, Struct } from "../../../provider/plugin/protocol";
import type { Catalogue, Session } from "../../../provider/plugin/session";

const session: Session = {
  configuration: () => openSettings({}, ""),
  logTarget: () => ({ engineAddress: undefined }),
  isAbandoned: () => false,
};

const catalogue: Catalogue = {
  resources: [],
  functions: new Map([
    [
      "echo",
      (_context, args) =>
        Promise.resolve(
          args["text"] === undefined
            ? { failures: [{ property: "", reason: "echo needs text" }] }
            : { result: { said: args["text"] } },
        ),
    ],
  ]),
};

/** How the protocol marks a secret. */
const secretKey = "4dabf18193072939515e22adb298388d";
const secretValue = "1b47061264138c4ac30d75fd1eb44270";

function request(token: string, args: Record<string, JavaScriptValue>) {
  const message = new messages.InvokeRequest();
  message.setTok(token);
  message.setArgs(Struct.fromJavaScript(args));
  return message;
}

describe("a function", () => {
  it("returns its result", async () => {
    const response = await invokeCall(
      session,
      catalogue,
      request("alicloud-keypair:index:echo", { text: "hi" }),
    );

    expect(response.getReturn()?.toJavaScript()).toEqual({ said: "hi" });
  });

  it("returns a result that is secret as a whole if one argument is", async () => {
    const secret = { [secretKey]: secretValue, value: "hi" };
    const response = await invokeCall(
      session,
      catalogue,
      request("alicloud-keypair:index:echo", { text: secret }),
    );

    expect(response.getReturn()?.toJavaScript()).toEqual({ said: secret });
  });

  it("names the argument that it can't accept", async () => {
    const response = await invokeCall(session, catalogue, request("alicloud-keypair:index:echo", {}));

    expect(response.getFailuresList().map((failure) => failure.getReason())).toEqual(["echo needs text"]);
  });

  it.each(["alicloud-keypair:index:other", "other:index:echo"])("%s is rejected by name", async (token) => {
    await expect(invokeCall(session, catalogue, request(token, {}))).rejects.toThrow(
      `alicloud-keypair has no function ${token}`,
    );
  });
});
