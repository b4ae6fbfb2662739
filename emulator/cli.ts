// The emulator's command line.
import { resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { banner } from "./banner";
import { firstAccount } from "./firstAccount";
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
import type { Conditions } from "./conditions";
import { startEmulator, type Emulator } from "./emulator";
import type { Fault } from "./faults";
import { defaultAccount, type EmulatorOptions } from "./options";
import { contradictions, optionOf, type Readings } from "./readings";

interface CommandOptions extends Readings {
  readonly port: number;
  readonly host: string;
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly instances?: string;
  readonly account: readonly AccountOptions[];
  readonly inactiveAccount: readonly AccountOptions[];
  readonly data?: string;
  readonly control: boolean;
  readonly keyPool: number;
  readonly latencyMs: number;
  readonly queriesPerSecond: Limits;
  readonly newKeyPairLagMs: number;
  readonly tagLagMs: number;
  readonly instanceStartMs: number;
  readonly instanceStopMs: number;
  readonly commandDeliveryMs: number;
  readonly deliveryTimeoutMs: number;
  readonly commandSecondMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly invocationsLeft?: number;
  readonly fault: readonly Fault[];
}

/**
 * Adds the emulator's options and action to a command.
 *
 * @param command - an empty command with any name
 */
function addEmulator(command: Command): Command {
  command
    .description("Runs a local ECS key-pair API that behaves like Alibaba Cloud's, until Ctrl-C.")
    .option("--port <number>", "port to listen on; 0 picks a free one", portNumber, 8410)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--access-key <key>", `access key of the first account ${firstAccountNote}`)
    .option("--secret-key <secret>", `secret of the first account ${firstAccountNote}`)
    .addOption(
      repeated("--account <key:secret[:token]>", "another account; a token makes it temporary", addAccount),
    )
    .addOption(
      repeated("--inactive-account <key:secret>", "another account, with a disabled key", addInactiveAccount),
    )
    .option("--data <file>", "keep key pairs and instances in this file (default: in memory only)")
    .option(
      "--instances <folder>",
      "run Linux instances here: SSH, and commands that really run on this machine",
    )
    .option("--no-control", "disable the control API and the page");
  addFaultOptions(command);
  for (const [name, { choices, description }] of Object.entries(contradictions)) {
    const option = optionOf(name as keyof Readings);
    command.addOption(new Option(`${option} <reading>`, description).choices(choices).default(choices[0]));
  }
  command.addHelpText("after", notes);
  return command.action(async (options: CommandOptions) => {
    const first = firstAccount(options);
    const emulator = await startEmulator(emulatorOptions(options, first));
    closeOnSignal(emulator);
    process.stderr.write(banner(emulator.url, { ...options, first }));
    process.stdout.write(`${emulator.url}\n`);
  });
}

/** Runs the emulator until a signal stops it. */
export async function runEmulator(argv: readonly string[]): Promise<void> {
  try {
    await addEmulator(new Command("emulator")).exitOverride().parseAsync(argv, { from: "user" });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
    if (error instanceof CommanderError) return;
    process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

const firstAccountNote = `(default: ${defaultAccount.accessKeyId}; with --instances a random one, which is printed)`;

const notes = `
Each option that takes a <reading> resolves one contradiction or gap in the API's documentation.
Example of a fault: --fault '{"kind":"error","action":"CreateKeyPair","code":"Throttling.User","calls":2}'`;

function addFaultOptions(command: Command): void {
  const limit = new Option(
    "--queries-per-second <[action=]number>",
    "limit each account's calls of every action, or of one",
  );
  command
    .option("--key-pool <number>", "generate this many keys in advance, reuse them in turn", wholeNumber, 0)
    .option("--latency-ms <number>", "delay every call by this long", wholeNumber, 0)
    .addOption(limit.argParser(addLimit).default({}, "no limit"))
    .option("--new-key-pair-lag-ms <number>", "list new key pairs only after this long", wholeNumber, 0)
    .option("--tag-lag-ms <number>", "list changed key pair tags only after this long", wholeNumber, 0)
    .option("--instance-start-ms <number>", "instances take this long to start", wholeNumber, 0)
    .option("--instance-stop-ms <number>", "instances take this long to stop", wholeNumber, 0)
    .option("--command-delivery-ms <number>", "commands are Pending for this long", wholeNumber, 0)
    .option("--delivery-timeout-ms <number>", "commands may take this long to arrive", wholeNumber, 60_000)
    .option("--command-second-ms <number>", "length of a second of a command's Timeout", wholeNumber, 1000)
    .option("--heartbeat-timeout-ms <number>", "an agent counts as running this long", wholeNumber, 120_000)
    .option(
      "--invocations-left <number>",
      "commands that today's quota allows (default: no limit)",
      wholeNumber,
    )
    .addOption(repeated("--fault <json>", "a fault, as the control API accepts it", addFault));
}

function repeated<T>(
  flags: string,
  description: string,
  add: (text: string, before: readonly T[]) => T[],
): Option {
  return new Option(flags, `${description}; may be repeated`).argParser(add).default([], "none");
}

function emulatorOptions(options: CommandOptions, first: AccountOptions): EmulatorOptions {
  const { port, host, keyPool, control, data, instances } = options;
  return {
    port,
    host,
    accounts: [first, ...options.account, ...options.inactiveAccount],
    readings: options,
    keyPool,
    control,
    faults: options.fault,
    conditions: conditionsOf(options),
    ...(data === undefined ? {} : { dataFile: data }),
    ...(instances === undefined ? {} : { instancesFolder: resolve(instances) }),
  };
}

function conditionsOf(options: CommandOptions): Conditions {
  const { latencyMs, queriesPerSecond, newKeyPairLagMs, tagLagMs, instanceStartMs, instanceStopMs } = options;
  const { commandDeliveryMs, deliveryTimeoutMs, commandSecondMs, heartbeatTimeoutMs, invocationsLeft } =
    options;
  return {
    ...{ latencyMs, queriesPerSecond, newKeyPairLagMs, tagLagMs, instanceStartMs, instanceStopMs },
    ...{ commandDeliveryMs, deliveryTimeoutMs, commandSecondMs, heartbeatTimeoutMs, invocationsLeft },
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
