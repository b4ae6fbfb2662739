// Asks whether a host answers, within a limit: as a process of its own, because a resolver that hangs can only be left behind.
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CommandError, interrupted, run } from "./child.mjs";
import { SetupError } from "./progress.mjs";
import { whileWatched } from "./watched.mjs";

const here = fileURLToPath(import.meta.url);

/** The longest that set-up waits for a host that may be dead. */
export const hostLimitMs = 15_000;

/**
 * Why a host does not answer; undefined when it does.
 *
 * @param {string} url
 * @param {NodeJS.ProcessEnv} env
 * @param {{ limitMs?: number, signal?: AbortSignal }} [options]
 * @returns {Promise<string | undefined>}
 */
export async function silenceOf(url, env, { limitMs = hostLimitMs, signal } = {}) {
  const limit = AbortSignal.timeout(limitMs);
  try {
    await run(process.execPath, [here, url], {
      env,
      signal: AbortSignal.any(signal ? [limit, signal] : [limit]),
    });
    return undefined;
  } catch (error) {
    interrupted.throwIfAborted();
    const { host } = new URL(url);
    if (limit.aborted) return `${host} did not answer within ${limitMs / 1000} s`;
    const reason = error instanceof CommandError ? error.output.trim() : String(error);
    return `${host} does not answer: ${reason}`;
  }
}

/**
 * Does work that depends on a host for as long as that host answers: after two looks in vain it is stopped.
 *
 * @template T
 * @param {string} url
 * @param {NodeJS.ProcessEnv} env
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {number} [limitMs] the two looks, and the pauses before them, together
 * @returns {Promise<T>}
 */
export function whileAnswering(url, env, work, limitMs = hostLimitMs) {
  return whileWatched(async (over) => {
    for (let inVain = 0; ;) {
      await delay(limitMs * 0.2, undefined, { signal: over });
      const silence = await silenceOf(url, env, { limitMs: limitMs * 0.3, signal: over });
      over.throwIfAborted();
      inVain = silence === undefined ? 0 : inVain + 1;
      if (inVain === 2) return new SetupError(silence);
    }
  }, work);
}

/**
 * The proxy that an https address goes through, by the environment that curl, npm and Go read too.
 *
 * @param {URL} url
 * @param {NodeJS.ProcessEnv} env
 * @returns {URL | undefined}
 */
export function proxyFor(url, env) {
  const proxy = env["https_proxy"] || env["HTTPS_PROXY"];
  if (url.protocol !== "https:" || !proxy) return undefined;
  const exempt = (env["no_proxy"] || env["NO_PROXY"] || "").split(",").map((name) => name.trim());
  const bypassed = exempt.some((name) => {
    const domain = name.replace(/^\*?\./, "");
    return (
      name === "*" || (domain !== "" && (url.hostname === domain || url.hostname.endsWith(`.${domain}`)))
    );
  });
  return bypassed ? undefined : new URL(proxy.includes("://") ? proxy : `http://${proxy}`);
}

/**
 * Resolves when the host answers anything at all. Nothing that it says is used, so its certificate is not looked at.
 *
 * @param {URL} url
 * @returns {Promise<void>}
 */
function answer(url) {
  return new Promise((resolve, reject) => {
    const proxy = proxyFor(url, process.env);
    const target = proxy ?? url;
    const request = (target.protocol === "https:" ? secureRequest : plainRequest)(target, {
      rejectUnauthorized: false,
      ...(proxy ? { method: "CONNECT", path: `${url.hostname}:${url.port || 443}` } : { method: "HEAD" }),
    });
    request.on("response", () => resolve());
    request.on("connect", (response) => {
      if (response.statusCode === 200) resolve();
      else reject(new Error(`the proxy ${target.host} answered ${response.statusCode}`));
    });
    request.on("error", reject);
    request.end();
  });
}

if (process.argv[1] === here) {
  answer(new URL(process.argv[2] ?? "")).then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(`${error.message || error.code}\n`, () => process.exit(1));
    },
  );
}
