// Progress as lines. Events of severity "debug", which Pulumi sends whether or not anybody asked, hold private keys in the clear: only
// what is listed here is printed.
import type { DiagnosticEvent, EngineEvent } from "@pulumi/pulumi/automation";

const printed: readonly string[] = ["info", "info#err", "warning", "error"];

export function printProgress(event: EngineEvent): void {
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent } = event;
  for (const [state, step] of [
    ["started", resourcePreEvent],
    ["done", resOutputsEvent],
    ["failed", resOpFailedEvent],
  ] as const) {
    if (step !== undefined && step.metadata.op !== "same") {
      const { op, type, urn } = step.metadata;
      console.log(`${op} ${type} ${urn.split("::").at(-1)}: ${state}`);
    }
  }
  if (diagnosticEvent !== undefined && printed.includes(diagnosticEvent.severity)) {
    console.log(plainText(diagnosticEvent));
  }
}

/** Without the marks for colors. */
function plainText({ severity, message }: DiagnosticEvent): string {
  return `${severity}: ${message.replace(/<\{%.*?%\}>/g, "").trim()}`;
}
