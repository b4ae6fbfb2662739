/** A sign-in service on the loopback, which replies as a test tells it, and profiles that sign in to it. */
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { findProfile, type CliProfile } from "../../../provider/config/profile";
import type { Endpoint } from "../../../provider/rpc/call";
import { it as base, source } from "./sources";

/** What the service was sent. */
interface Received {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** A body that is not a string is sent as JSON; undefined is no reply at all. */
type Reply = { readonly status?: number; readonly body: unknown } | undefined;

/** The service, and what it was sent, in order. */
export interface SignInService {
  readonly endpoint: Endpoint;
  readonly url: string;
  readonly received: readonly Received[];
  /** Replies to each request from now on. */
  reply(to: (received: Received) => Reply | Promise<Reply>): void;
}

/** Seconds since 1970, as the CLI writes times. */
export function inSeconds(fromNowMs: number): number {
  return Math.floor((Date.now() + fromNowMs) / 1000);
}

/** A session that the service grants. */
export const session = {
  accessKeyId: "STS.session-id",
  accessKeySecret: "session-s3cret",
  securityToken: "session-token",
};

export const hourMs = 3_600_000;

/** The time at which a session ends, as the services spell it. */
export function inAnHour(): string {
  return new Date(Date.now() + hourMs).toISOString();
}

/** What a test may have about the CLI's file. */
export interface ProfileFile {
  readonly file: string;
  /** Opens a profile of it, the first by default. */
  readonly open: (name?: string) => CliProfile;
  /** A profile's fields as they are in the file now. */
  readonly fields: (name?: string) => Promise<Record<string, unknown>>;
  readonly text: () => Promise<string>;
  /** Its mode bits, such as 0o600. */
  readonly mode: () => Promise<number>;
}

/** A profile, as it is written. */
export interface Named extends Readonly<Record<string, unknown>> {
  readonly name: string;
}

/** Writes a CLI's file of these profiles. */
export type WriteProfiles = (...profiles: readonly Named[]) => Promise<ProfileFile>;

interface Fixtures {
  host: string;
  service: SignInService;
  profiles: WriteProfiles;
}

/** Tests with their own service and file. */
export const it = base.extend<Fixtures>({
  host: "127.0.0.1",
  service: async ({ host }, use) => {
    const received: Received[] = [];
    let reply: (to: Received) => Reply | Promise<Reply> = () => ({ status: 500, body: "" });
    const server = createServer((request, response) => {
      void receivedFrom(request).then(async (one) => {
        received.push(one);
        const replied = await reply(one);
        if (replied !== undefined) {
          const { status = 200, body } = replied;
          response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
        }
      });
    }).listen(0, host);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const endpoint = { protocol: "http", host: `${host}:${port}`, fromRegion: false } as const;
    await use({
      ...{ endpoint, url: `http://${endpoint.host}/start/login`, received },
      reply: (to) => {
        reply = to;
      },
    });
    server.closeAllConnections();
    server.close();
  },
  profiles: async ({ write }, use) => {
    await use(async (...profiles) => {
      const file = await write("config.json", JSON.stringify({ current: "", profiles }));
      const [first] = profiles;
      return profileFile(file, first?.name ?? "");
    });
  },
});

async function receivedFrom(request: IncomingMessage): Promise<Received> {
  const { authorization, "content-type": contentType } = request.headers;
  return { path: request.url ?? "", authorization, contentType, body: await text(request) };
}

function profileFile(file: string, first: string): ProfileFile {
  const content = (): Promise<string> => readFile(file, "utf8");
  return {
    file,
    open: (name = first) => {
      const profile = findProfile(source({}, { sharedCredentialsFile: file, profile: name }));
      if (profile === undefined) {
        throw new Error("profiles are disabled");
      }
      return profile;
    },
    fields: async (name = first) => {
      const { profiles } = JSON.parse(await content()) as { profiles: Record<string, unknown>[] };
      return profiles.find((each) => each["name"] === name) ?? {};
    },
    text: content,
    mode: async () => (await stat(file)).mode & 0o7777,
  };
}
