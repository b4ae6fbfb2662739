// Reads what the fault matrices recorded, and puts the cells in the order in which the page shows them.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * @typedef {"recovered" | "clean error" | "reported"} Outcome
 * @typedef {{ host: string, resource: string, step: string, action: string, fault: string, way: string, outcome: Outcome }} Cell
 * @typedef {{ step: string, action: string, cells: readonly Cell[] }} Call an API call of one operation, under every fault
 * @typedef {{ resource: string, calls: readonly Call[] }} Resource
 */

/** From the best to the worst. */
export const outcomes = /** @type {const} */ (["recovered", "clean error", "reported"]);

/** What each fault is called on the page, and what happens; faults that pass by themselves come first. */
export const faults = [
  {
    fault: "reset before",
    label: "reset, not executed",
    meaning: "The connection breaks before ECS executes the call.",
  },
  {
    fault: "reset after",
    label: "reset, executed",
    meaning: "ECS executes the call. The connection breaks before the response.",
  },
  {
    fault: "half a body",
    label: "half a response",
    meaning: "ECS executes the call. The response stops half-way.",
  },
  {
    fault: "HTML 502",
    label: "HTML page, executed",
    meaning: "ECS executes the call. A gateway returns an HTML page with HTTP 502.",
  },
  { fault: "500", label: "HTTP 500, twice", meaning: "Two calls in a row return `InternalError`." },
  { fault: "503", label: "HTTP 503, twice", meaning: "Two calls in a row return `ServiceUnavailable`." },
  { fault: "Throttling x 1", label: "throttled once", meaning: "One call returns `Throttling.User`." },
  {
    fault: "Throttling x 20",
    label: "throttled 20 times",
    meaning: "Twenty calls in a row return `Throttling`.",
  },
  {
    fault: "effect later than the deadline",
    label: "too late",
    meaning:
      "A call that changes something takes effect only after the operation's timeout. A call that only reads responds once after `clientReadTimeout`.",
  },
  {
    fault: "refused connection",
    label: "connection refused",
    meaning: "No connection is accepted from this call until the operation ends.",
  },
  {
    fault: "wrong signature",
    label: "wrong secret key",
    meaning: "Every such call returns `SignatureDoesNotMatch`.",
  },
  {
    fault: "clock skew",
    label: "wrong clock",
    meaning: "Every such call returns `InvalidTimeStamp.Expired`.",
  },
];

const resources = ["KeyPair", "KeyPairAttachment", "AuthorizedKey"];
const steps = ["create", "read", "update", "delete"];

/** @param {string} folder @returns {Promise<Cell[]>} */
export async function readRecord(folder) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.flatMap((text) => /** @type {Cell[]} */ (JSON.parse(text)));
}

/** @param {readonly Cell[]} cells @returns {Resource[]} */
export function byResource(cells) {
  return resources.map((resource) => ({
    resource,
    calls: steps.flatMap((step) => {
      const ofStep = cells.filter((cell) => cell.resource === resource && cell.step === step);
      const actions = [...new Set(ofStep.map(({ action }) => action))];
      return actions.map((action) => ({
        step,
        action,
        cells: ofStep.filter((cell) => cell.action === action),
      }));
    }),
  }));
}

/**
 * The one outcome of a fault at a call, whatever the host and the resource's arguments.
 *
 * @param {Call} call @param {string} fault
 */
export function outcomeOf({ step, action, cells }, fault) {
  const found = [...new Set(cells.filter((cell) => cell.fault === fault).map(({ outcome }) => outcome))];
  const [outcome] = found;
  if (outcome === undefined || found.length > 1)
    throw new Error(`${fault} at ${action} in ${step}: ${found.length} outcomes: ${found.join(", ")}`);
  return outcome;
}

/** @param {Call} call @param {string} fault @returns how many tests found it */
export function testsOf({ cells }, fault) {
  return cells.filter((cell) => cell.fault === fault).length;
}
