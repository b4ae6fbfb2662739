// The banner that the emulator prints when it is ready.
import { isLoopback } from "./machines/safety";
import { defaultAccount } from "./options";

/** What the banner shows. */
interface BannerOptions {
  readonly host: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly control: boolean;
  readonly data?: string;
}

/** @returns the banner, with lines to copy into a shell. */
export function banner(url: string, { host, accessKey, secretKey, control, data }: BannerOptions): string {
  const lines = [
    "ECS key-pair emulator. To point a client at it:",
    `  export ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKey}`,
    secretLine(secretKey),
    `  export ALIBABA_CLOUD_ENDPOINT_ECS=${url}`,
    `  export ALIBABA_CLOUD_ENDPOINT_STS=${url}`,
    "  export ALIBABA_CLOUD_REGION=cn-hangzhou",
    data === undefined ? "State is in memory and is lost at exit." : `State is stored in ${data}.`,
  ];
  if (control) lines.push(`To watch key pairs and calls, open ${url}/`);
  if (!isLoopback(host)) {
    lines.push(
      `Warning: ${host} is not the loopback. Anyone who can reach it can use the emulator and its control API.`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Prints the default secret, which everyone knows; the user's own secret stays out of logs. */
function secretLine(secretKey: string): string {
  const line = "  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=";
  return secretKey === defaultAccount.accessKeySecret
    ? `${line}${secretKey}`
    : `${line}... # the value of --secret-key`;
}
