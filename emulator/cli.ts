// The emulator's command line.
import { Command, CommanderError, Option } from "commander";
import { banner } from "./banner";
import {
  addAccount,
  addFault,
  addInactiveAccount,
  addLimit,
  portNumber,
  wholeNumber,
  type Limits,
} from "./cliValues";
import type { AccountOptions } from "./cloud/accounts";
import { startEmulator, type Emulator } from "./emulator";
import type { Fault } from "./faults";
import { defaultAccount, type EmulatorOptions } from "./options";
import { contradictions, type Readings } from "./readings";

interface CommandOptions extends Readings {
  readonly port: number;
  readonly host: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly account: readonly AccountOptions[];
  readonly inactiveAccount: readonly AccountOptions[];
  readonly data?: string;
  readonly control: boolean;
  readonly keyPool: number;
  readonly latencyMs: number;
  readonly queriesPerSecond: Limits;
  readonly newKeyPairLagMs: number;
  readonly tagLagMs: number;
  readonly fault: readonly Fault[];
}

/**
 * Makes a command the emulator's.
 *
 * @param command - an empty command of any name
 */
function addEmulator(command: Command): Command {
  command
    .description("Runs a local ECS key-pair API that behaves like Alibaba Cloud's, until Ctrl-C.")
    .option("--port <number>", "port to listen on; 0 takes a free one", portNumber, 8410)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--access-key <key>", "access key of the first account", defaultAccount.accessKeyId)
    .option("--secret-key <secret>", "its secret", defaultAccount.accessKeySecret)
    .addOption(
      repeated("--account <key:secret[:token]>", "one more account; a token makes it temporary", addAccount),
    )
    .addOption(
      repeated("--inactive-account <key:secret>", "one more, its key switched off", addInactiveAccount),
    )
    .option("--data <file>", "keep key pairs and instances in this file (default: in memory only)")
    .option("--no-control", "serve neither the control API nor the page");
  addFaultOptions(command);
  for (const [name, { choices, description }] of Object.entries(contradictions)) {
    command.addOption(
      new Option(`--${kebab(name)} <reading>`, description).choices(choices).default(choices[0]),
    );
  }
  command.addHelpText("after", notes);
  return command.action(async (options: CommandOptions) => {
    const emulator = await startEmulator(emulatorOptions(options));
    closeOnSignal(emulator);
    process.stderr.write(banner(emulator.url, options));
    process.stdout.write(`${emulator.url}\n`);
  });
}

/** Runs the emulator until a signal ends it. */
export async function runEmulator(argv: readonly string[]): Promise<void> {
  try {
    await addEmulator(new Command("emulator")).exitOverride().parseAsync(argv, { from: "user" });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
    if (error instanceof CommanderError) return;
    process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

const notes = `
The options that take a <reading> choose one where the API's documents contradict themselves.
A fault: --fault '{"kind":"error","action":"CreateKeyPair","code":"Throttling.User","calls":2}'`;

function addFaultOptions(command: Command): void {
  const limit = new Option(
    "--queries-per-second <[action=]number>",
    "calls of each action, or of one, for an account",
  );
  command
    .option("--key-pool <number>", "make so many keys beforehand and hand them out in turn", wholeNumber, 0)
    .option("--latency-ms <number>", "let every call wait so long", wholeNumber, 0)
    .addOption(limit.argParser(addLimit).default({}, "no limit"))
    .option("--new-key-pair-lag-ms <number>", "list new key pairs only after so long", wholeNumber, 0)
    .option("--tag-lag-ms <number>", "list changed tags of key pairs only after so long", wholeNumber, 0)
    .addOption(repeated("--fault <json>", "a fault, as the control API takes it", addFault));
}

function repeated<T>(
  flags: string,
  description: string,
  add: (text: string, before: readonly T[]) => T[],
): Option {
  return new Option(flags, `${description}; may be repeated`).argParser(add).default([], "none");
}

function emulatorOptions(options: CommandOptions): EmulatorOptions {
  const { port, host, keyPool, control, data } = options;
  const { latencyMs, queriesPerSecond, newKeyPairLagMs, tagLagMs } = options;
  const first = { accessKeyId: options.accessKey, accessKeySecret: options.secretKey };
  return {
    port,
    host,
    accounts: [first, ...options.account, ...options.inactiveAccount],
    readings: options,
    keyPool,
    control,
    faults: options.fault,
    conditions: { latencyMs, queriesPerSecond, newKeyPairLagMs, tagLagMs },
    ...(data === undefined ? {} : { dataFile: data }),
  };
}

function closeOnSignal(emulator: Emulator): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      emulator.close().catch((error: unknown) => {
        process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      });
    });
  }
}

const kebab = (name: string): string => name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
