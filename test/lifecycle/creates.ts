/** Everything that a create can end in when its request, or what follows it, goes wrong. */
import type { Fault } from "../../emulator/faults";
import { inputs } from "./fixtures";
import type { Values } from "./rpc";
import { account, refused, request, type Outcome } from "./outcomes";

/** A create whose request, and perhaps more, goes wrong. */
interface FaultyCreate {
  readonly title: string;
  readonly fault: Fault;
  readonly also?: Fault;
  readonly says?: RegExp;
  /** The operation's time; short where it ends in that. */
  readonly create?: string;
}

const refusals: readonly FaultyCreate[] = [
  {
    title: "a refusal that tells the string to sign",
    fault: refused("SignatureDoesNotMatch", 400, `Not matched. server string to sign is:${request}`),
    says: /SignatureDoesNotMatch.*Not matched\.$/m,
  },
  {
    title: "a refusal that tells it in another spelling",
    fault: refused("IncompleteSignature", 400, `Does not conform. StringToSign: ${request}`),
    says: /IncompleteSignature.*Does not conform\.$/m,
  },
  {
    title: "a refusal that tells the canonical request",
    fault: refused("SignatureDoesNotMatch", 400, `Not matched. CanonicalRequest is: POST\n/\n${request}`),
    says: /SignatureDoesNotMatch/,
  },
  {
    title: "a refusal that quotes the token",
    fault: refused("InvalidSecurityToken.Expired", 400, `SecurityToken ${account.securityToken} has expired`),
    says: /InvalidSecurityToken\.Expired.*SecurityToken … has expired/,
  },
  {
    title: "a refusal whose code is a token",
    fault: refused(account.securityToken, 400, "no"),
    says: /failed: … \(HTTP 400/,
  },
];

const losses: readonly FaultyCreate[] = [
  {
    title: "a server error that quotes the request",
    fault: refused("InternalError", 500, request),
    says: /timed out after 2s|may exist/,
    create: "2s",
  },
  {
    title: "flow control that quotes the request",
    fault: { ...refused("Throttling.User", 400, request), calls: 2 },
  },
  { title: "a gateway's page with status 200", fault: { kind: "html", httpStatus: 200, calls: 1 } },
  { title: "a page every time", fault: { kind: "html" }, says: /timed out after 2s|may exist/, create: "2s" },
  { title: "a gateway's page after the effect", fault: { kind: "html", effect: true, calls: 1 } },
  { title: "half an answer", fault: { kind: "cutBody", calls: 1 } },
  {
    title: "half an answer, then looks that fail",
    fault: { kind: "cutBody" },
    also: { ...refused("Forbidden.RAM", 403, request), action: "DescribeKeyPairs" },
    says: /may exist/,
  },
  {
    title: "half an answer, then a delete that is refused",
    fault: { kind: "cutBody" },
    also: { ...refused("Forbidden.RAM", 403, request), action: "DeleteKeyPairs" },
    says: /the cleanup failed/,
  },
  {
    title: "a connection that drops after the effect",
    fault: { kind: "dropConnection", effect: true, calls: 1 },
  },
  { title: "no answer after the effect", fault: { kind: "neverAnswer", effect: true, calls: 1 } },
  { title: "an answer that comes too late", fault: { kind: "delay", answerDelayMs: 1_200, calls: 1 } },
  { title: "an effect that comes too late", fault: { kind: "delay", effectDelayMs: 800, calls: 1 } },
];

/** A local key survives what loses ECS's, so that here only these rows differ. */
const local = { keySource: "local", algorithm: "ECDSA" };
const localLosses = losses.filter(({ title }) =>
  /^half an answer, then looks|^half an answer$|page/.test(title),
);

function creating(action: string, key: Values, rows: readonly FaultyCreate[]): Outcome[] {
  return rows.map(({ title, fault, also, says, create = "20s" }) => ({
    title: `${action}: ${title}`,
    faults: [{ ...fault, action }, ...(also === undefined ? [] : [also])],
    runs: [({ host }) => host.create(inputs({ keyPairName: "dev", ...key, customTimeouts: { create } }))],
    ...(says !== undefined && { says }),
  }));
}

/** Creates, by ECS's key and by a local one. */
export const creates: readonly Outcome[] = [
  ...creating("CreateKeyPair", {}, [...refusals, ...losses]),
  ...creating("ImportKeyPair", local, [...refusals.slice(0, 1), ...localLosses]),
];
