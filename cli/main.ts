#!/usr/bin/env node
// The package's command: each subcommand loads its own part only.
import { Command } from "commander";

type Run = (argv: readonly string[]) => Promise<void>;

const program = new Command("pulumi-alicloud-keypair").description(
  "Tools beside the Pulumi provider for ECS key pairs.",
);

/** A subcommand that reads its own options, `--help` too. */
function subcommand(name: string, summary: string, load: () => Promise<Run>): void {
  program
    .command(name)
    .summary(summary)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .argument("[options...]")
    .action(async (_options: string[], _values: unknown, command: Command) => {
      const run = await load();
      await run(command.args);
    });
}

subcommand("emulator", "run a local ECS key-pair API", async () => {
  const { runEmulator } = await import("../emulator/cli.js");
  return runEmulator;
});

subcommand("orphans", "list key pairs that no stack's state holds, and delete them", async () => {
  const { runOrphans } = await import("./orphans/command.js");
  return runOrphans;
});

void program.parseAsync();
