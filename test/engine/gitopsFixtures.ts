/** The repository of examples/gitops with all that its pipeline meets: GitHub, the cloud, a backend and an instance. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { inject, test } from "vitest";
import { startEmulator } from "../../emulator/emulator";
import { quickStart } from "../lifecycle/fixtures";
import { oidcToken } from "../oidcToken";
import { blocks } from "./blocks";
import { runWorkflow, type JobRun, type Runner } from "./runner";
import { shell } from "./shell";
import { startSshServer } from "./sshServer";
import { readWorkflow } from "./workflow";

const execute = promisify(execFile);
const example = "examples/gitops";

/** The workflow's file. */
export const workflowFile = join(example, ".github/workflows/stacks.yml");

/** The event of a push to main. */
export const push = { event_name: "push" };

/** Tests that share one repository and its first deployment: each leaves them as it found them, or goes on with them. */
export const it = test
  .extend("workflow", { scope: "file" }, () => readWorkflow(workflowFile))
  .extend("prefix", { scope: "file" }, join(tmpdir(), "keypair-gitops-"))
  .extend("emulatorOptions", { scope: "file" }, {})
  .extend("folder", { scope: "file" }, async ({ prefix }, { onCleanup }) => {
    const folder = await mkdtemp(prefix);
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, "backend"));
    return folder;
  })
  .extend("emulator", { scope: "file" }, async ({ emulatorOptions }, { onCleanup }) => {
    const emulator = await startEmulator(emulatorOptions);
    onCleanup(() => emulator.close());
    return emulator;
  })
  .extend("instance", { scope: "file" }, async ({ emulator }, { onCleanup }) => {
    const instance = await startSshServer(() => emulator.keyPairs().map((pair) => pair.publicKey));
    onCleanup(() => instance.close());
    return instance;
  })
  .extend("gitHub", { scope: "file" }, async ({ folder }, { onCleanup }) => {
    const gitHub = await startTokenEndpoint(folder);
    onCleanup(() => gitHub.close());
    return gitHub;
  })
  .extend(
    "runner",
    { scope: "file" },
    async ({ workflow, folder, emulator, instance, gitHub }): Promise<Runner> => {
      const account = `acs:ram::${emulator.accountId()}`;
      return {
        workflow,
        folder,
        repository: await repositoryIn(folder),
        vars: {
          PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
          ALICLOUD_REGION: "cn-hangzhou",
          ALIBABA_CLOUD_ROLE_ARN: `${account}:role/pipeline`,
          ALIBABA_CLOUD_OIDC_PROVIDER_ARN: `${account}:oidc-provider/github`,
          SSH_HOST: "127.0.0.1",
          SSH_PORT: String(instance.port),
          SSH_KNOWN_HOSTS: instance.knownHost,
        },
        secrets: { PULUMI_CONFIG_PASSPHRASE: "demo" },
        env: {
          ...environmentWithoutAccounts(),
          ...quickStart(),
          HOME: folder,
          ALIBABA_CLOUD_ENDPOINT_ECS: emulator.url,
          ALIBABA_CLOUD_ENDPOINT_STS: emulator.url,
        },
        idTokenEnv: gitHub.env,
      };
    },
  )
  .extend("deployment", { scope: "file" }, ({ runner }) => runWorkflow(runner, push));

/** The jobs by name, with how they ended. */
export function results(runs: readonly JobRun[]): Record<string, string> {
  return Object.fromEntries(runs.map(({ name, result }) => [name, result]));
}

/** What all jobs printed. */
export function logOf(runs: readonly JobRun[]): string {
  return runs.map(({ log }) => log).join("\n");
}

/** A stack's outputs as its backend has them, secrets too. */
export async function outputsOf(runner: Runner, project: string): Promise<Record<string, unknown>> {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", "prod", "--non-interactive"];
  const { stdout } = await execute("pulumi", args, {
    cwd: join(runner.repository, project),
    env: { ...runner.env, ...runner.secrets, PULUMI_BACKEND_URL: runner.vars["PULUMI_BACKEND_URL"] },
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The commands with which docs/pipelines.md has a copy of the example set up. */
export async function setUpCommands(): Promise<string[]> {
  const found = await blocks("docs/pipelines.md");
  return found.filter(({ mark }) => mark === "run: shell in the copy").map(({ text }) => text);
}

/** A copy of the example with a lock file, as its user commits it; until the package is published, with the package. */
async function repositoryIn(folder: string): Promise<string> {
  const repository = join(folder, "repository");
  const tarball = inject("tarball");
  await cp(example, repository, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
  await cp(tarball, join(repository, basename(tarball)));
  const [makeLockFile = ""] = await setUpCommands();
  const { exitCode, text } = await shell(makeLockFile, { cwd: repository, env: process.env });
  if (exitCode !== 0) throw new Error(text);
  return repository;
}

/** What GitHub gives to a job that may have OIDC tokens: an endpoint, and a token to ask it with. */
async function startTokenEndpoint(
  seed: string,
): Promise<{ env: Record<string, string>; close: () => Promise<void> }> {
  const requestToken = Buffer.from(seed).toString("base64url");
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const may = request.headers.authorization === `bearer ${requestToken}`;
    if (!may || searchParams.get("audience") !== "sts.aliyuncs.com") {
      response.writeHead(401).end();
      return;
    }
    response.end(JSON.stringify({ value: gitHubsToken() }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    },
    close: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

function gitHubsToken(): string {
  return oidcToken({
    iss: "https://token.actions.githubusercontent.com",
    sub: "repo:acme/infrastructure:environment:prod",
    aud: "sts.aliyuncs.com",
    exp: Math.floor(Date.now() / 1000) + 300,
  });
}

/** npm needs what this machine sets to reach its registry. */
function environmentWithoutAccounts(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(PULUMI|ALICLOUD|ALIBABA_?CLOUD|ACTIONS|GITHUB|RUNNER)_/i.test(name)
        ? []
        : [[name, value] as const],
    ),
  );
}
