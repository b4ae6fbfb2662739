/** How the plugin's executable starts: the launcher of the npm package, and the one of the archive. */
import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject } from "vitest";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { emulatorEnvironment } from "../lifecycle/fixtures";
import { executable } from "../lifecycle/plugin";
import { call, startProvider, values } from "../lifecycle/rpc";
import { createRequest, it } from "./fixtures";

const run = promisify(execFile);

describe("the launcher", () => {
  it("says in one sentence that Node.js is too old", async ({ home }) => {
    const preload = join(home, "old.cjs");
    await writeFile(preload, 'Object.defineProperty(process.versions, "node", { value: "20.19.0" });');

    const started = run(process.execPath, ["--require", preload, executable(inject("installed"))]);

    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: "pulumi-alicloud-keypair needs Node.js 22.13 or newer; the node on the PATH is 20.19.0\n",
    });
  });

  it("needs nothing but the files beside it, and may be unable to keep its compile cache there", async ({
    home,
    emulator,
  }) => {
    const folder = join(home, "alone");
    const installed = join(inject("installed"), "node_modules/pulumi-alicloud-keypair");
    const bundle = "dist/provider/plugin/main.js";
    await mkdir(join(folder, "dist/provider/plugin"), { recursive: true });
    await cp(executable(inject("installed")), join(folder, "pulumi-resource-alicloud-keypair"));
    await cp(join(installed, bundle), join(folder, bundle));
    // Even root can create nothing below a file.
    await writeFile(join(folder, ".cache"), "");

    const made = await createWith(join(folder, "pulumi-resource-alicloud-keypair"), {
      ...emulatorEnvironment(emulator.url),
      HOME: home,
    });

    expect(made).toEqual({ publicKey: emulator.keyPairs()[0]?.publicKey, printed: "" });
  });
});

describe("the archive's executable", () => {
  it("creates a key pair where neither the home nor the folder for temporary files can be written", async ({
    home,
    emulator,
  }) => {
    await run("tar", ["xzf", inject("archive"), "-C", home]);
    // Even root can create nothing below a file.
    const nowhere = join(home, "LICENSE", "nothing");

    const made = await createWith(join(home, "pulumi-resource-alicloud-keypair"), {
      ...emulatorEnvironment(emulator.url),
      HOME: nowhere,
      TMPDIR: nowhere,
      NODE_COMPILE_CACHE: nowhere,
    });

    expect(made).toEqual({ publicKey: emulator.keyPairs()[0]?.publicKey, printed: "" });
  });
});

interface Created {
  readonly publicKey: unknown;
  /** What the process has printed after its port. */
  readonly printed: string;
}

/** Starts an executable, creates a key pair and ends it. */
async function createWith(file: string, env: Readonly<Record<string, string>>): Promise<Created> {
  const { client, output, close } = await startProvider(file, [], { cwd: "/", env });
  try {
    await call((done) => client.configure(new messages.ConfigureRequest(), done));
    const response = await call<messages.CreateResponse>((done) =>
      client.create(createRequest({ keyPairName: "dev" }), done),
    );
    return { publicKey: values(response.getProperties())["publicKey"], printed: output() };
  } finally {
    await close();
  }
}
