/** The functions of either host: the plugin's over gRPC as the engine calls them, the dynamic package's in a program's process. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { inject } from "vitest";
import { emulatorEnvironment, it as base } from "./fixtures";
import { revealed, startPlugin, type Plugin } from "./plugin";
import { call, struct, type Values } from "./rpc";

/** Calls a function by its name. */
export type Call = (name: string, args?: Values) => Promise<Values>;

/** A process that runs functions. */
interface Caller {
  readonly call: Call;
  readonly close: () => Promise<void>;
}

/** How it starts. */
interface CallerOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Stack configuration, by full key. */
  readonly config: Readonly<Record<string, string>>;
}

interface Fixtures {
  /** Starts further processes; all of them end with the test. */
  startCaller: (options?: Partial<CallerOptions>) => Promise<Call>;
  lookUp: Call;
}

/** A test with a fresh emulator and a fresh process that runs functions. */
export const it = base.extend<Fixtures>({
  startCaller: async ({ emulator, home }, use) => {
    const callers: Caller[] = [];
    await use(async ({ env = {}, config = {} } = {}) => {
      const options = { env: { HOME: home, ...emulatorEnvironment(emulator.url), ...env }, config };
      const caller = inject("hostKind") === "plugin" ? await onPlugin(options) : onDynamic(options);
      callers.push(caller);
      return caller.call;
    });
    await Promise.all(callers.map((caller) => caller.close()));
  },
  lookUp: async ({ startCaller }, use) => {
    await use(await startCaller());
  },
});

/** Sends a call to a plugin and gives the raw answer. */
export function invoke({ client }: Plugin, name: string, args: Values): Promise<messages.InvokeResponse> {
  const request = new messages.InvokeRequest();
  request.setTok(`alicloud-keypair:index:${name}`);
  request.setArgs(struct(args));
  return call((done) => client.invoke(request, done));
}

async function onPlugin(options: CallerOptions): Promise<Caller> {
  const plugin = await startPlugin({ cwd: inject("installed"), ...options });
  return {
    async call(name, args = {}) {
      const response = await invoke(plugin, name, args);
      const reasons = response.getFailuresList().map((failure) => failure.getReason());
      if (reasons.length > 0) {
        throw new Error(reasons.join("\n"));
      }
      return revealed(response.getReturn());
    },
    close: () => plugin.close(),
  };
}

/** What the process answers. */
interface Answer {
  readonly result?: Values;
  readonly message?: string;
}

function onDynamic({ env, config }: CallerOptions): Caller {
  const child = fork(resolve("test/lifecycle/caller.cjs"), {
    cwd: inject("installed"),
    env: { ...env, PULUMI_CONFIG: JSON.stringify(config) },
  });
  return {
    call: (name, args = {}) => answerOf(child, { name, args }),
    close: async () => {
      if (child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
    },
  };
}

async function answerOf(child: ChildProcess, question: { name: string; args: Values }): Promise<Values> {
  child.send(question);
  const [answer] = (await once(child, "message")) as [Answer];
  if (answer.result === undefined) {
    throw new Error(answer.message);
  }
  return answer.result;
}
