/** A run of the command `conformance` inside the test's process, against an emulator. */
import { openPace, systemClock, type Pace } from "../../../cli/conformance/pace";
import { conform, type Run } from "../../../cli/conformance/run";
import { openServices } from "../../../cli/conformance/service";
import { openGround } from "../../../emulator/contract/ground";
import type { AccountOptions } from "../../../emulator/cloud/accounts";
import type { Emulator } from "../../../emulator/emulator";
import { defaultAccount } from "../../../emulator/options";
import { resolveConnection } from "../../../provider/config/settings";

/** The region of these tests. */
export const regionId = "cn-hangzhou";

/** The id of the run of these tests. */
export const runId = "0badcafe";

/** The tag of an instance that a run may change. */
export const allowingTag = { "pulumi-alicloud-keypair:conformance": "yes" };

/** What a test's run may have besides the emulator. */
interface Options {
  readonly instanceId?: string;
  readonly account?: AccountOptions;
  readonly pace?: Pace;
  readonly interrupted?: AbortSignal;
  readonly say?: (line: string) => void;
}

/** @returns a run that is ready to start */
export function prepareRun(emulator: Emulator, options: Options = {}): Run {
  const { instanceId, account = defaultAccount, say = () => undefined } = options;
  const { interrupted = new AbortController().signal } = options;
  const environment = {
    ALIBABA_CLOUD_ENDPOINT_ECS: emulator.url,
    ALICLOUD_ACCESS_KEY: account.accessKeyId,
    ALICLOUD_SECRET_KEY: account.accessKeySecret,
  };
  const connection = resolveConnection({ stack: [], environment });
  const pace = options.pace ?? openPace(new URL(emulator.url).host, systemClock);
  const services = openServices({ connection, regionId, pace, say }, interrupted);
  const ground = openGround(regionId, runId, instanceId);
  return { ground, instanceId, withLifecycle: false, ...services, interrupted, say };
}

/** Runs it. */
export function runAgainst(emulator: Emulator, options?: Options): ReturnType<typeof conform> {
  return conform(prepareRun(emulator, options));
}
