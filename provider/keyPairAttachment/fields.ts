/** The properties of an attachment, each declared once. */
import type { Fields } from "../resource/fields";

/** The most instances that one call restarts. */
const largestBatch = 100;

export const attachmentFields: Fields = {
  keyPairName: { kind: "text", change: "in place", output: true },
  instanceIds: { kind: "set", change: "in place", output: true },
  regionId: { kind: "text", change: "replaces", output: true, stable: true },
  apply: { kind: ["later", "restart"], change: "kept", output: true },
  restartBatchSize: { kind: { from: 1, to: largestBatch }, change: "kept", output: true },
  forceStop: { kind: "flag", change: "kept", output: true },
  replaceBound: { kind: "flag", change: "kept", output: true },
  instances: { kind: "objects", output: true },
};
