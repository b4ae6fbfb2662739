// The emulator's command line.
import { Command, InvalidArgumentError } from "commander";
import type { AccountOptions } from "./cloud/accounts";
import { startEmulator, type Emulator } from "./emulator";
import { defaultAccount, type EmulatorOptions } from "./options";

interface CommandOptions {
  readonly port: number;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly account: readonly AccountOptions[];
}

/** @returns the command `emulator` with its options, ready to parse. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("Runs a local ECS key-pair API that behaves like Alibaba Cloud's.")
    .option("--port <number>", "port to listen on; 0 takes a free one", portNumber, 8410)
    .option("--access-key <key>", "access key of the first account", defaultAccount.accessKeyId)
    .option("--secret-key <secret>", "its secret", defaultAccount.accessKeySecret)
    .option("--account <key:secret>", "one more account; may be repeated", addAccount, [])
    .action(async (options: CommandOptions) => {
      const accounts = [
        { accessKeyId: options.accessKey, accessKeySecret: options.secretKey },
        ...options.account,
      ];
      const emulator = await startEmulator(emulatorOptions(options, accounts));
      closeOnSignal(emulator);
      process.stderr.write(banner(emulator.url, options));
      process.stdout.write(`${emulator.url}\n`);
    });
}

/** Runs the emulator until a signal ends it. */
export async function runEmulator(argv: readonly string[]): Promise<void> {
  try {
    await emulatorCommand().parseAsync(argv, { from: "user" });
  } catch (error) {
    process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

function emulatorOptions(options: CommandOptions, accounts: readonly AccountOptions[]): EmulatorOptions {
  return { port: options.port, accounts };
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
}

function addAccount(text: string, before: readonly AccountOptions[]): AccountOptions[] {
  const [accessKeyId, accessKeySecret, securityToken, ...rest] = text.split(":");
  if (!accessKeyId || !accessKeySecret || securityToken === "" || rest.length > 0) {
    throw new InvalidArgumentError("An account is written KEY:SECRET or KEY:SECRET:TOKEN.");
  }
  const token = securityToken === undefined ? {} : { securityToken };
  return [...before, { accessKeyId, accessKeySecret, ...token }];
}

function closeOnSignal(emulator: Emulator): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void emulator.close();
    });
  }
}

function banner(url: string, { accessKey, secretKey }: CommandOptions): string {
  return [
    "ECS key-pair emulator. To point a client at it:",
    `  export ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKey}`,
    `  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${secretKey}`,
    `  export ALIBABA_CLOUD_ENDPOINT_ECS=${url}`,
    `  export ALIBABA_CLOUD_ENDPOINT_STS=${url}`,
    "  export ALIBABA_CLOUD_REGION=cn-hangzhou",
    "",
  ].join("\n");
}
