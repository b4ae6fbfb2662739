// The emulator's entry point.
import { runEmulator } from "./cli";

void runEmulator(process.argv.slice(2));
