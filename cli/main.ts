#!/usr/bin/env node
// The package's command. Each subcommand loads only its own part.
import { Command } from "commander";

type Run = (argv: readonly string[]) => Promise<void>;

const program = new Command("pulumi-alicloud-keypair").description(
  "Tools for the Pulumi provider for ECS key pairs.",
);

/** A subcommand that parses its own options, including `--help`. */
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

subcommand("orphans", "list and delete key pairs that no stack's state holds", async () => {
  const { runOrphans } = await import("./orphans/command.js");
  return runOrphans;
});

subcommand("conformance", "compare the ECS of an account with the emulator", async () => {
  const { runConformance } = await import("./conformance/command.js");
  return runConformance;
});

void program.parseAsync();
