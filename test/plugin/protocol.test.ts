/** The plugin's protocol apart from key pairs: handshake, what it does not offer, malformed requests, many at once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { status, type ServiceError } from "@grpc/grpc-js";
import { PluginAttach, type PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { describe, expect, inject } from "vitest";
import { startEngineLog } from "../lifecycle/engineLog";
import { emulatorEnvironment } from "../lifecycle/fixtures";
import { executable, urnOf } from "../lifecycle/plugin";
import { call, startProvider, struct, values } from "../lifecycle/rpc";
import { check, create, createRequest, it, urn } from "./fixtures";

function codeOf(error: unknown): number {
  return ((error as Error).cause as ServiceError).code;
}

describe("the handshake", () => {
  it("accepts secrets, outputs and autonaming", async ({ plugin }) => {
    const request = new messages.ProviderHandshakeRequest();
    request.setEngineAddress(plugin.engine.address);

    const response = await call<messages.ProviderHandshakeResponse>((done) =>
      plugin.client.handshake(request, done),
    );

    expect(response.getAcceptSecrets()).toBe(true);
    expect(response.getAcceptOutputs()).toBe(true);
    expect(response.getSupportsAutonamingConfiguration()).toBe(true);
  });

  it("is told by configure too, for engines without one", async ({ plugin }) => {
    const response = await call<messages.ConfigureResponse>((done) =>
      plugin.client.configure(new messages.ConfigureRequest(), done),
    );

    expect(response.toObject()).toMatchObject({
      acceptsecrets: true,
      acceptoutputs: true,
      supportspreview: true,
      supportsAutonamingConfiguration: true,
    });
  });
});

describe("the plugin", () => {
  it("tells the package's version", async ({ plugin }) => {
    const info = await call<PluginInfo>((done) => plugin.client.getPluginInfo(new Empty(), done));

    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(info.getVersion()).toBe(version);
  });

  it("prints its port and nothing else", async ({ plugin }) => {
    await plugin.create({ keyPairName: "dev" });

    expect(plugin.output()).toBe("");
  });

  it("started without an engine's address tells the one that attaches", async ({ emulator, home }) => {
    const env = { HOME: home, ...emulatorEnvironment(emulator.url) };
    const { client, close } = await startProvider(executable(inject("installed")), [], {
      cwd: inject("installed"),
      env,
    });
    const engine = await startEngineLog();
    const attach = new PluginAttach();
    attach.setAddress(engine.address);
    await call((done) => client.attach(attach, done));
    emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 1 });

    await call((done) => client.create(createRequest({ keyPairName: "dev" }), done));
    await close();
    engine.close();

    expect(engine.messages.map(({ urn }) => urn)).toContain(urnOf("dev"));
  });

  it("takes the address behind the engine's own flags", async ({ emulator, home }) => {
    const engine = await startEngineLog();
    const flags = ["--logtostderr", "-v=9", "--tracing", "http://127.0.0.1:9"];
    const { client, close } = await startProvider(
      executable(inject("installed")),
      [...flags, engine.address],
      { cwd: join(inject("installed")), env: { HOME: home, ...emulatorEnvironment(emulator.url) } },
    );
    emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 1 });

    await call((done) => client.create(createRequest({ keyPairName: "dev" }), done));
    await close();
    engine.close();

    expect(engine.messages).not.toEqual([]);
  });

  it("is what Pulumi's host for Node.js starts when it is given the package's folder", async ({ home }) => {
    const engine = await startEngineLog();
    const packages = join(inject("installed"), "node_modules");
    const { client, output, close } = await startProvider(
      process.execPath,
      [
        join(packages, "@pulumi/pulumi/cmd/run-plugin"),
        join(packages, "pulumi-alicloud-keypair"),
        engine.address,
      ],
      { cwd: home, env: { HOME: home } },
    );

    const response = await call<messages.GetSchemaResponse>((done) =>
      client.getSchema(new messages.GetSchemaRequest(), done),
    );
    await close();
    engine.close();

    expect(JSON.parse(response.getSchema())).toHaveProperty(["resources", "alicloud-keypair:index:KeyPair"]);
    expect(output()).toBe("");
  });

  it("answers cancel, and goes on with what is under way", async ({ plugin, emulator }) => {
    emulator.faults.add({ kind: "delay", answerDelayMs: 500, action: "CreateKeyPair", calls: 1 });
    const created = create(plugin, { keyPairName: "dev" });
    await expect.poll(() => emulator.calls().map(({ action }) => action)).toContain("CreateKeyPair");

    await call((done) => plugin.client.cancel(new Empty(), done));

    expect((await created).getId()).toBe("dev");
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});

describe("what the plugin does not offer", () => {
  it("is answered as unimplemented", async ({ plugin: { client } }) => {
    const answers = await Promise.allSettled([
      call((done) => client.call(new messages.CallRequest(), done)),
      call((done) => client.construct(new messages.ConstructRequest(), done)),
      call((done) => client.parameterize(new messages.ParameterizeRequest(), done)),
      call((done) => client.getMapping(new messages.GetMappingRequest(), done)),
      call((done) => client.getMappings(new messages.GetMappingsRequest(), done)),
    ]);

    expect(answers.map((answer) => answer.status === "rejected" && codeOf(answer.reason))).toEqual(
      answers.map(() => status.UNIMPLEMENTED),
    );
  });

  it("is another type of resource", async ({ plugin: { client } }) => {
    const request = new messages.CheckRequest();
    request.setUrn("urn:pulumi:stack::project::alicloud-keypair:index:Instance::dev");

    const checked = call((done) => client.check(request, done));

    await expect(checked).rejects.toThrow(
      "alicloud-keypair has no resource type alicloud-keypair:index:Instance",
    );
  });
});

describe("a malformed request", () => {
  it("is answered by a message without a stack, and ends nothing", async ({ plugin }) => {
    const { client } = plugin;
    const answers = await Promise.allSettled([
      call((done) => client.check(new messages.CheckRequest(), done)),
      call((done) => client.diff(new messages.DiffRequest(), done)),
      call((done) => client.create(new messages.CreateRequest(), done)),
      call((done) => client.update(new messages.UpdateRequest(), done)),
      call((done) => client.read(new messages.ReadRequest(), done)),
      call((done) => client.delete(new messages.DeleteRequest(), done)),
    ]);

    for (const answer of answers) {
      expect(answer.status === "rejected" && String(answer.reason)).toMatch(/^Error: [^\n]+$/);
    }
    expect((await check(plugin, { news: { keyPairName: "dev" } })).getFailuresList()).toEqual([]);
  });

  it("may lack any field but the URN: what is missing is named, and nothing is called", async ({
    plugin: { client },
    emulator,
  }) => {
    const about = <T extends { setUrn(urn: string): void }>(request: T): T => {
      request.setUrn(urn);
      return request;
    };

    const checked = await call<messages.CheckResponse>((done) =>
      client.check(about(new messages.CheckRequest()), done),
    );
    const answers = await Promise.allSettled([
      call((done) => client.update(about(new messages.UpdateRequest()), done)),
      call((done) => client.read(about(new messages.ReadRequest()), done)),
      call((done) => client.delete(about(new messages.DeleteRequest()), done)),
    ]);

    expect(checked.getFailuresList()).toEqual([]);
    expect(answers.map((answer) => answer.status === "rejected" && String(answer.reason))).toEqual([
      expect.stringMatching(/^Error: the state of this resource is not a key pair's/),
      expect.stringMatching(/^Error: the id of a key pair to read or import must be NAME or REGION\/NAME/),
      expect.stringMatching(/^Error: the state of this resource is not a key pair's/),
    ]);
    expect(emulator.calls()).toEqual([]);
  });

  it("of bytes that are no message, or of a call that is not there, is refused by gRPC", async ({
    plugin: { client },
  }) => {
    const send = (path: string, bytes: Buffer): Promise<unknown> =>
      call((done) =>
        client.makeUnaryRequest(
          path,
          (each: Buffer) => each,
          (each: Buffer) => each,
          bytes,
          (error, answer) => {
            done(error, answer);
          },
        ),
      );
    const garbage = Buffer.from("ffffffffffff", "hex");

    const answers = await Promise.allSettled([
      send("/pulumirpc.ResourceProvider/Create", garbage),
      send("/pulumirpc.ResourceProvider/Nothing", Buffer.alloc(0)),
    ]);
    const info = await call<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));

    expect(answers.map((answer) => answer.status === "rejected" && codeOf(answer.reason))).toEqual([
      status.INTERNAL,
      status.UNIMPLEMENTED,
    ]);
    expect(info.getVersion()).not.toBe("");
  });

  it("is one with values of the wrong kinds", async ({ plugin }) => {
    const news = {
      keyPairName: ["dev"],
      regionId: { id: 1 },
      tags: ["a"],
      adopt: "yes",
      rsaBits: null,
      nothing: {},
    };

    const response = await check(plugin, { news });

    const reasons = response.getFailuresList().map((failure) => failure.getReason());
    expect(reasons.join("\n")).toMatch(
      /unknown argument nothing[\s\S]*keyPairName must be a string[\s\S]*regionId must be a string[\s\S]*tags must be a map[\s\S]*adopt must be true or false/,
    );
  });

  it("is one with the dynamic host's own arguments", async ({ plugin }) => {
    const response = await check(plugin, { news: { owner: "project/stack/dev", customTimeouts: {} } });

    expect(response.getFailuresList().map((failure) => failure.getReason())).toEqual([
      expect.stringMatching(/^unknown argument customTimeouts/),
      expect.stringMatching(/^unknown argument owner/),
    ]);
  });
});

describe("200 calls at once", () => {
  it("are all answered, each with its own", async ({ plugin }) => {
    const names = Array.from({ length: 200 }, (_, n) => `dev-${n}`);

    const answers = await Promise.all(names.map((keyPairName) => check(plugin, { news: { keyPairName } })));

    expect(answers.map((answer) => values(answer.getInputs())["keyPairName"])).toEqual(names);
  });

  it("of creates make as many pairs", async ({ plugin, emulator }) => {
    const names = Array.from({ length: 200 }, (_, n) => `dev-${n}`);

    const answers = await Promise.all(names.map((keyPairName) => create(plugin, { keyPairName })));

    const made = new Map(emulator.keyPairs().map((pair) => [pair.keyPairName, pair.publicKey]));
    expect(answers.map((answer) => values(answer.getProperties())["publicKey"])).toEqual(
      names.map((name) => made.get(name)),
    );
  });
});

describe("200 creates at once of which every other one is given up in the midst", () => {
  it("leave the pairs of those that are awaited, and no other", async ({ plugin, emulator }) => {
    emulator.faults.add({ kind: "delay", answerDelayMs: 1_000, action: "CreateKeyPair", calls: 200 });
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    const givenUp = numbers.map((n) =>
      plugin.client.create(createRequest({ keyPairName: `given-up-${n}` }), () => undefined),
    );
    const awaited = Promise.all(numbers.map((n) => plugin.create({ keyPairName: `awaited-${n}` })));
    const names = (): string[] => emulator.keyPairs().map((pair) => pair.keyPairName);
    await expect.poll(names, { timeout: 60_000 }).toContainEqual(expect.stringMatching(/^given-up-/));

    givenUp.forEach((each) => {
      each.cancel();
    });
    const made = await awaited;

    const publicKeys = (): [string, unknown][] =>
      emulator.keyPairs().map((pair): [string, unknown] => [pair.keyPairName, pair.publicKey]);
    await expect.poll(() => new Set(names()), { timeout: 60_000 }).toEqual(new Set(made.map(({ id }) => id)));
    expect(new Map(publicKeys())).toEqual(new Map(made.map(({ id, outs }) => [id, outs["publicKey"]])));
  });
});

describe("the schema", () => {
  it("is the package's file", async ({ plugin }) => {
    const file = join(inject("installed"), "node_modules/pulumi-alicloud-keypair/provider/schema.json");

    const response = await call<messages.GetSchemaResponse>((done) =>
      plugin.client.getSchema(new messages.GetSchemaRequest(), done),
    );

    expect(JSON.parse(response.getSchema())).toEqual(JSON.parse(readFileSync(file, "utf8")));
  });
});

describe("the provider's settings", () => {
  it("are checked, and go back as they came", async ({ plugin: { client } }) => {
    const request = new messages.CheckRequest();
    request.setNews(struct({ region: "cn-beijing", endpoints: '[{"ecs": "http://192.0.2.1"}]' }));

    const response = await call<messages.CheckResponse>((done) => client.checkConfig(request, done));

    expect(values(response.getInputs())).toEqual(values(request.getNews()));
    expect(response.getFailuresList().map((failure) => failure.getReason())).toEqual([
      expect.stringContaining("unencrypted"),
    ]);
  });

  it("are not judged as long as one is unknown", async ({ plugin: { client } }) => {
    const request = new messages.CheckRequest();
    request.setNews(
      struct({ region: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", endpoints: '[{"ecs": "http://192.0.2.1"}]' }),
    );

    const response = await call<messages.CheckResponse>((done) => client.checkConfig(request, done));

    expect(response.getFailuresList()).toEqual([]);
  });

  it("differ without replacing anything", async ({ plugin: { client } }) => {
    const request = new messages.DiffRequest();
    request.setOldInputs(struct({ region: "cn-beijing", accessKey: "a" }));
    request.setNews(struct({ region: "cn-hangzhou", accessKey: "a" }));

    const response = await call<messages.DiffResponse>((done) => client.diffConfig(request, done));

    expect(response.getChanges()).toBe(messages.DiffResponse.DiffChanges.DIFF_SOME);
    expect(response.getDiffsList()).toEqual(["region"]);
    expect(response.getReplacesList()).toEqual([]);
  });

  it("come before the environment, secrets and lists included", async ({ startOne, emulator }) => {
    const plugin = await startOne({ env: { ALICLOUD_REGION: "cn-hangzhou", ALICLOUD_SECRET_KEY: "wrong" } });
    const configure = new messages.ConfigureRequest();
    configure.setArgs(
      struct({
        region: "cn-beijing",
        accessKey: "emulator",
        secretKey: {
          "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
          value: "emulator",
        },
        endpoints: [{ ecs: emulator.url, sts: emulator.url }],
      }),
    );
    await call((done) => plugin.client.configure(configure, done));

    const { outs } = await plugin.create({ keyPairName: "dev" });

    expect(outs["regionId"]).toBe("cn-beijing");
    expect(JSON.stringify(outs)).not.toContain('"emulator"');
  });
});
