/** The plugin's resource and function calls, loaded at the first of them so that the plugin starts quickly. */
import { functions, openResources } from "../resources";
import { checkCall } from "./check";
import { diffCall } from "./diff";
import { createCall, deleteCall, invokeCall, readCall, updateCall } from "./operations";
import type { Catalogue, Session } from "./session";

/** Binds the calls to the process's session and to the resources and functions of this provider. */
export function openCalls(session: Session) {
  const catalogue: Catalogue = { resources: openResources(process.env), functions };
  const bind =
    <Q, R>(call: (session: Session, catalogue: Catalogue, request: Q) => Promise<R>) =>
    (request: Q): Promise<R> =>
      call(session, catalogue, request);
  return {
    check: bind(checkCall),
    diff: bind(diffCall),
    create: bind(createCall),
    read: bind(readCall),
    update: bind(updateCall),
    delete: bind(deleteCall),
    invoke: bind(invokeCall),
  };
}
