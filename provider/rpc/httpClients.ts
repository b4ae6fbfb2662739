/** The HTTP client of the vendor's libraries: they pass no agent on to it, so our requests reach it here. */
import { createRequire } from "node:module";

/** The part of the client that is used here. */
interface Httpx {
  request(url: string, options?: object): Promise<unknown>;
}

/** The npm package `debug`. */
interface Debug {
  enabled(namespace: string): boolean;
  disable(): string;
  enable(namespaces: string): void;
}

/** One copy of the client, and what it prints its requests with. */
export interface HttpClient {
  readonly httpx: Httpx;
  readonly debug: Debug;
}

/** Finds each copy that may be used, from the libraries that use it. The plugin's bundle has a single copy in place of this module. */
export function httpClients(): HttpClient[] {
  return [...new Set(["@darabonba/typescript", "@alicloud/credentials"].map(httpxPath))].map((path) => {
    const fromHttpx = createRequire(path);
    return { httpx: fromHttpx(path) as Httpx, debug: fromHttpx("debug") as Debug };
  });
}

function httpxPath(library: string): string {
  return createRequire(require.resolve(library)).resolve("httpx");
}
