// The banner that the emulator prints when it is ready.
import type { FirstAccount } from "./firstAccount";
import { isLoopback } from "./machines/safety";

/** What the banner shows. */
interface BannerOptions {
  readonly host: string;
  readonly first: FirstAccount;
  readonly control: boolean;
  readonly data?: string;
  readonly instances?: string;
}

/** @returns the banner, with lines to copy into a shell. */
export function banner(url: string, { host, first, control, data, instances }: BannerOptions): string {
  const lines = [
    "ECS key-pair emulator. To point a client at it:",
    `  export ALIBABA_CLOUD_ACCESS_KEY_ID=${first.accessKeyId}`,
    secretLine(first),
    `  export ALIBABA_CLOUD_ENDPOINT_ECS=${url}`,
    `  export ALIBABA_CLOUD_ENDPOINT_STS=${url}`,
    "  export ALIBABA_CLOUD_REGION=cn-hangzhou",
    data === undefined ? "State is in memory and is lost at exit." : `State is stored in ${data}.`,
  ];
  if (instances !== undefined) {
    lines.push(
      `Instances run in ${instances}: whoever has this secret can run any command as you. It is not a sandbox.`,
    );
  }
  if (control) lines.push(`To watch key pairs and calls, open ${url}/`);
  if (!isLoopback(host)) {
    lines.push(
      `Warning: ${host} is not the loopback. Anyone who can reach it can use the emulator and its control API.`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** The user's own secret stays out of logs. */
function secretLine({ accessKeySecret, isOurs }: FirstAccount): string {
  const line = "  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=";
  return isOurs ? `${line}${accessKeySecret}` : `${line}... # the value of --secret-key`;
}
