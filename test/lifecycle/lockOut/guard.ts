/** The only way to the emulator: before it answers a request, it looks whether a held key still opens every instance. */
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Emulator } from "../../../emulator/emulator";
import { listenOnOwnPort } from "../ports";
import { commandsEnded } from "./commands";
import type { Doors, HeldKey } from "./doors";

/** A moment of a rotation: around the nth request for an action since the guard was told to count. */
export interface Moment {
  readonly when: "before" | "after";
  readonly action: string;
  readonly nth: number;
}

/** What happens at a moment, and whether the request goes on or its caller is lost. */
export type Happening = () => Promise<"goes on" | "is lost">;

/** A guard. */
export interface Guard {
  readonly url: string;
  /** Counts requests from here on, and forgets what was to happen. */
  startCounting(): void;
  /** The actions that were called since then. */
  actions(): readonly string[];
  /** All that was sent since then, in both directions, but for the responses that hand a private key over. */
  traffic(): readonly string[];
  /** Has something happen at a moment: before the request reaches the emulator, or after its response was held back. */
  at(moment: Moment, happening: Happening): void;
  /** Looks now. */
  look(why: string): Promise<void>;
  /** The instances that were closed to everybody, each with when that was. */
  lockOuts(): readonly string[];
  close(): Promise<void>;
}

/** As much as the emulator takes: the SDK sends a command's text in the URL. */
const maxHeaderSize = 1024 * 1024;

/** Opens a guard before an emulator. */
export async function openGuard(
  emulator: Emulator,
  doors: Doors,
  held: () => readonly HeldKey[],
): Promise<Guard> {
  const lockOuts: string[] = [];
  let actions: string[] = [];
  let traffic: string[] = [];
  let planned: { moment: Moment; happening: Happening }[] = [];
  let isArmed = false;
  let looking = Promise.resolve();

  const look = (why: string): Promise<void> => {
    looking = looking.then(async () => {
      const closed = isArmed ? await doors.closedTo(held()) : [];
      lockOuts.push(...closed.map((instanceId) => `${instanceId} ${why}`));
    });
    return looking;
  };
  const reach = async (reached: Moment): Promise<boolean> => {
    const due = planned.filter(({ moment }) => isSame(moment, reached));
    planned = planned.filter((each) => !due.includes(each));
    const ends = [];
    for (const { happening } of due) {
      ends.push(await happening());
      await look(`${reached.when} ${reached.action} ${reached.nth}`);
    }
    return ends.includes("is lost");
  };
  const serve = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const action = String(incoming.headers["x-acs-action"]);
    actions.push(action);
    const nth = actions.filter((each) => each === action).length;
    const body = await buffer(incoming);
    if (await reach({ when: "before", action, nth })) {
      answer.destroy();
      return;
    }
    await commandsEnded(emulator, incoming);
    const received = await forward(emulator.url, incoming, body);
    traffic.push(`${incoming.url} ${JSON.stringify(incoming.headers)} ${body.toString()}`);
    traffic.push(action === "CreateKeyPair" ? "" : received.body.toString());
    await look(`as ${action} ${nth} is answered`);
    if (await reach({ when: "after", action, nth })) {
      answer.destroy();
      return;
    }
    answer.writeHead(received.status, { "content-type": received.type, connection: "close" });
    answer.end(received.body);
  };
  const server = createServer({ maxHeaderSize }, (incoming, answer) => {
    // A caller that was killed leaves its connection broken.
    serve(incoming, answer).catch((error: unknown) => answer.destroy(error as Error));
  });
  const port = await listenOnOwnPort(server);
  return {
    url: `http://127.0.0.1:${port}`,
    startCounting: () => {
      isArmed = true;
      actions = [];
      traffic = [];
      planned = [];
    },
    actions: () => actions,
    traffic: () => traffic,
    at: (moment, happening) => planned.push({ moment, happening }),
    look,
    lockOuts: () => lockOuts,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function isSame(one: Moment, other: Moment): boolean {
  return one.when === other.when && one.action === other.action && one.nth === other.nth;
}

interface Received {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

function forward(target: string, { method, headers, url }: IncomingMessage, body: Buffer): Promise<Received> {
  return new Promise((resolve, reject) => {
    const onward = request(new URL(url ?? "/", target), { method, headers, agent: false }, (response) => {
      buffer(response).then((received) => {
        const type = response.headers["content-type"] ?? "";
        resolve({ status: response.statusCode ?? 502, type, body: received });
      }, reject);
    });
    onward.on("error", reject);
    onward.end(body);
  });
}
