/** The calls on resources and functions, with what this provider has. Loaded when the first of them comes, so that the plugin serves soon. */
import { functions, openResources } from "../resources";
import { checkCall } from "./check";
import { diffCall } from "./diff";
import { createCall, deleteCall, invokeCall, readCall, updateCall } from "./operations";
import type { Catalogue, Session } from "./session";

/** Opens the calls of a process. */
export function openCalls(session: Session) {
  const catalogue: Catalogue = { resources: openResources(process.env), functions };
  const over =
    <Q, R>(call: (session: Session, catalogue: Catalogue, request: Q) => Promise<R>) =>
    (request: Q): Promise<R> =>
      call(session, catalogue, request);
  return {
    check: over(checkCall),
    diff: over(diffCall),
    create: over(createCall),
    read: over(readCall),
    update: over(updateCall),
    delete: over(deleteCall),
    invoke: over(invokeCall),
  };
}
