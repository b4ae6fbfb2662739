// The record of API calls: each request and its outcome.

/** One recorded API call. */
export interface CallRecord {
  readonly requestId: string;
  readonly timeMs: number;
  readonly action: string;
  readonly accessKeyId: string;
  /** The request's own parameters, without signature and credentials. */
  readonly parameters: Readonly<Record<string, string>>;
  /** An error code, `OK`, or `PENDING` until the call is carried out. */
  readonly outcome: string;
  /** The fault that applied to the call. */
  readonly fault?: string;
}

/** Numbers of calls by action, then by outcome. */
type CallCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The record of calls. */
export interface CallLog {
  /** Records a call on its arrival. */
  readonly begin: (call: Omit<CallRecord, "outcome">) => void;
  /** Records how a call ended. */
  readonly end: (requestId: string, outcome: string) => void;
  /** Calls in order of arrival; beyond some thousands, the oldest are dropped. */
  readonly list: () => CallRecord[];
  /** Numbers of calls by action and outcome, including calls dropped from the list. */
  readonly counts: () => CallCounts;
  /** Forgets all calls. */
  readonly clear: () => void;
}

const maxCalls = 10_000;
/** In lower case: a client that misspells a name is refused, but its token must stay out of the record too. */
const unrecordedParameters = new Set([
  "accesskeyid",
  "accesskeysecret",
  "action",
  "format",
  "oidctoken",
  "securitytoken",
  "signature",
  "signaturemethod",
  "signaturenonce",
  "signaturetype",
  "signatureversion",
  "timestamp",
  "version",
]);

/** Opens an empty record. */
export function openCallLog(): CallLog {
  const calls = new Map<string, CallRecord>();
  const counts = new Map<string, Map<string, number>>();
  return {
    begin(call) {
      calls.set(call.requestId, { ...call, outcome: "PENDING" });
      if (calls.size > maxCalls) forgetOldest(calls);
    },
    end(requestId, outcome) {
      const call = calls.get(requestId);
      if (call === undefined) return;
      calls.set(requestId, { ...call, outcome });
      const ofAction = counts.get(call.action) ?? new Map<string, number>();
      counts.set(call.action, ofAction.set(outcome, (ofAction.get(outcome) ?? 0) + 1));
    },
    list: () => [...calls.values()],
    counts: () =>
      Object.fromEntries([...counts].map(([action, ofAction]) => [action, Object.fromEntries(ofAction)])),
    clear() {
      calls.clear();
      counts.clear();
    },
  };
}

/** @returns the request's own parameters, without signature and credentials. */
export function ownParameters(parameters: ReadonlyMap<string, string>): [name: string, value: string][] {
  return [...parameters].filter(([name]) => !unrecordedParameters.has(name.toLowerCase()));
}

/** @returns the same for the record, without a private key that was sent by mistake. */
export function businessParameters(parameters: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    ownParameters(parameters).map(([name, value]) => [
      name,
      holdsPrivateKey(name, value) ? "(a private key)" : value,
    ]),
  );
}

function holdsPrivateKey(name: string, value: string): boolean {
  const mark = "PRIVATE KEY";
  if (value.includes(mark)) return true;
  return name === "CommandContent" && Buffer.from(value, "base64").toString().includes(mark);
}

function forgetOldest(calls: Map<string, CallRecord>): void {
  for (const requestId of calls.keys()) {
    calls.delete(requestId);
    return;
  }
}
