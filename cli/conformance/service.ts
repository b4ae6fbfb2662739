/** The service that is compared with the contract: signed calls, one at a time and at the pace that it gets. */
import type { resolveConnection } from "../../provider/config/settings";
import { openClient } from "../../provider/rpc/client";
import { Refusal, Unreachable } from "../../provider/rpc/errors";
import { startOperation } from "../../provider/rpc/operation";
import type { Response } from "../../emulator/contract/judge";
import { Interrupted } from "./errors";
import type { Pace } from "./pace";

/** Makes calls and returns their responses, errors included. */
export interface Service {
  readonly regionId: string;
  /**
   * Makes one call at its turn. A throttled call is made again, and so is one that could not be sent.
   *
   * @throws {@link Interrupted} instead of making a call, once a signal has come
   * @throws {@link NoAnswer}, {@link Unreachable}
   */
  ask(action: string, parameters: Readonly<Record<string, string>>): Promise<Response>;
  /** Waits before something is looked at again. */
  pause(): Promise<void>;
  /** Takes the turns of calls that another program makes. */
  leaveTurns(count: number): Promise<void>;
}

/** Where and how calls are made. */
export interface ServiceOptions {
  readonly connection: ReturnType<typeof resolveConnection>;
  readonly regionId: string;
  readonly pace: Pace;
  /** Shows a line of progress. */
  readonly say: (line: string) => void;
}

const version = "2014-05-26";
const callTimeoutMs = 2 * 60_000;
const mostAttempts = 4;

/**
 * Opens the service twice, over one client and one pace.
 *
 * @returns one that makes no call any more once the signal has come, and one for clean-up, which goes on
 */
export function openServices(
  options: ServiceOptions,
  interrupted: AbortSignal,
): { service: Service; cleaner: Service } {
  const client = openClient(options.connection);
  const open = (signal: AbortSignal | undefined): Service => {
    const send = (action: string, parameters: Readonly<Record<string, string>>): Promise<Response> =>
      sendOnce(options, client, action, parameters);
    return openService(options, signal, send);
  };
  return { service: open(interrupted), cleaner: open(undefined) };
}

type Send = Service["ask"];

function openService(
  { regionId, pace, say }: ServiceOptions,
  signal: AbortSignal | undefined,
  send: Send,
): Service {
  const check = (): void => {
    if (signal?.aborted === true) throw new Interrupted();
  };
  return {
    regionId,
    async ask(action, parameters) {
      for (let attempt = 1; ; attempt++) {
        await pace.turn(signal);
        check();
        try {
          const response = await send(action, parameters);
          if (!isThrottled(response) || attempt === mostAttempts) return response;
          say(`${action} was throttled: waiting`);
        } catch (error) {
          if (!(error instanceof Unreachable) || attempt === mostAttempts) throw error;
        }
        await pace.rest(signal);
        check();
      }
    },
    async pause() {
      await pace.pause(signal);
      check();
    },
    async leaveTurns(count) {
      for (let turn = 0; turn < count; turn++) await pace.turn(signal);
      check();
    },
  };
}

const isThrottled = ({ code }: Response): boolean => code?.startsWith("Throttling") === true;

/** Whether RAM denied the call, so that it says nothing about the contract. */
export function isDenied({ code }: Response): boolean {
  return code !== undefined && /^(Forbidden|NoPermission)/.test(code);
}

const badCredentials =
  /^(InvalidAccessKeyId|InvalidSecurityToken|MissingSecurityToken|SignatureDoesNotMatch)/;

/** Why a response says nothing about the contract; undefined if it does. */
export function unjudged(action: string, response: Response): string | undefined {
  const { status, code = "" } = response;
  if (isDenied(response)) return `RAM denies ecs:${action}`;
  if (isThrottled(response)) return "ECS throttled it again and again";
  if (badCredentials.test(code)) return `ECS refused the credentials: ${code}`;
  return status >= 500 ? `ECS failed: ${status} ${code}` : undefined;
}

async function sendOnce(
  { connection, regionId }: ServiceOptions,
  client: ReturnType<typeof openClient>,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Response> {
  const operation = startOperation(callTimeoutMs, { say: () => undefined, warn: () => undefined });
  const endpoint = connection.ecsEndpoint(regionId);
  const accessKey = (bounded: typeof operation) => connection.accessKey(client, bounded);
  const call = { action, version, endpoint, regionId, parameters, accessKey };
  try {
    return { status: 200, body: await client.sendNow(call, (body) => body, operation) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.httpStatus, code: error.code, message: error.apiMessage, body: {} };
  }
}
