/** The emulator's contract: every call with what it returns. Its tests run it, and so does the command `conformance`. */
import { accepted, type Case, type Story } from "./case";
import { commandStories } from "./commands";
import { gatewayStories } from "./gateway";
import { importedPair, takenLabel, type Ground } from "./ground";
import { instanceStories } from "./instances";
import { keyPairStories } from "./keyPairs";
import { tagStories } from "./tags";

/** The call that creates what the others need: the key pair whose name is taken. */
export function groundCase(ground: Ground): Case {
  return accepted("ImportKeyPair", importedPair(ground, takenLabel));
}

/** The whole table for a run. */
export function contractFor(ground: Ground): Story[] {
  return [
    ...keyPairStories(ground),
    ...tagStories(ground),
    ...instanceStories(ground),
    ...commandStories(ground),
    ...gatewayStories(ground),
  ];
}
