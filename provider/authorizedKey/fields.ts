/** The properties of an authorized key, each declared once. */
import type { Fields } from "../resource/fields";

/** Cloud Assistant's own bounds, in seconds: at least ten, and no command of ours needs more than an hour. */
const timeoutBounds = { from: 10, to: 3600 };

export const authorizedKeyFields: Fields = {
  publicKey: { kind: "text", change: "in place", output: true },
  instanceIds: { kind: "set", change: "in place", output: true },
  user: { kind: "text", change: "in place", output: true },
  regionId: { kind: "text", change: "replaces", output: true, stable: true },
  timeoutSeconds: { kind: timeoutBounds, change: "kept", output: true },
  onUnfit: { kind: ["fail", "skip"], change: "kept", output: true },
  allowLastKey: { kind: "flag", change: "kept", output: true },
  checkOnRefresh: { kind: "flag", change: "kept", output: true },
  fingerprintSha256: { kind: "text", output: true },
  instances: { kind: "objects", output: true },
};
