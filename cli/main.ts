#!/usr/bin/env node
// The package's command: each subcommand loads its own part only.
import { Command } from "commander";

const program = new Command("pulumi-alicloud-keypair").description(
  "Tools beside the Pulumi provider for ECS key pairs.",
);

program
  .command("emulator", { isDefault: false })
  .summary("run a local ECS key-pair API")
  .helpOption(false)
  .allowUnknownOption()
  .allowExcessArguments()
  .argument("[options...]")
  .action(async (_options: string[], _values: unknown, command: Command) => {
    const { runEmulator } = await import("../test/emulator/cli.js");
    await runEmulator(command.args);
  });

program
  .command("orphans")
  .summary("list key pairs that a killed run has left, from `pulumi stack export`")
  .helpOption(false)
  .allowUnknownOption()
  .allowExcessArguments()
  .argument("[options...]")
  .action(async (_options: string[], _values: unknown, command: Command) => {
    const { runOrphans } = await import("./orphans.js");
    await runOrphans(command.args);
  });

void program.parseAsync();
