// The emulator as a program.
import { runEmulator } from "./cli";

void runEmulator(process.argv.slice(2));
