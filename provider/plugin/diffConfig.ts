/** The plugin's DiffConfig call: which of a Provider's settings changed, and what that means for existing key pairs. */
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import { withReporter, type LogTarget } from "../host/reporter";
import { unknown, type Properties } from "../resource/values";
import { messages } from "./protocol";
import { explicitProvider, settingText } from "./settings";
import { decode } from "./wire";

/** Compares settings and warns about what a changed setting does not affect. It never replaces anything. */
export async function diffConfigCall(
  logTarget: (urn: string) => LogTarget,
  request: Messages.DiffRequest,
): Promise<Messages.DiffResponse> {
  const olds = decode(request.hasOldInputs() ? request.getOldInputs() : request.getOlds()).values;
  const news = decode(request.getNews()).values;
  const names = changedSettings(olds, news);
  const urn = request.getUrn();
  const provider = explicitProvider(urn);
  if (provider !== undefined) {
    await withReporter(logTarget(urn), (reporter) => {
      for (const warning of warnings(provider, olds, news, names)) {
        reporter.warn(warning);
      }
    });
  }
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  response.setChanges(names.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(names);
  return response;
}

/** The settings that changed, or may have changed because a value is still unknown. */
function changedSettings(olds: Properties, news: Properties): string[] {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...names].filter(
    (name) => news[name] === unknown || settingText(olds[name]) !== settingText(news[name]),
  );
}

/** The settings that select the credentials. */
const accountSettings = [
  "accessKey",
  "profile",
  "sharedCredentialsFile",
  "ecsRoleName",
  "credentialsUri",
  "assumeRole",
  "assumeRoleWithOidc",
];

function warnings(
  provider: string,
  olds: Properties,
  news: Properties,
  changed: readonly string[],
): string[] {
  const isFirstValue = Object.keys(olds).length === 0;
  const known = isFirstValue ? [] : changed.filter((name) => news[name] !== unknown);
  const account = known.filter((name) => accountSettings.includes(name) && !isNewSession(name, olds, news));
  return [
    ...(known.includes("region")
      ? [
          `the region of the Provider ${provider} changed. New key pairs use the new region; existing ones stay in their region. ` +
            "To move a key pair, set its regionId, which replaces it.",
        ]
      : []),
    ...(account.length > 0
      ? [
          `${account.join(" and ")} of the Provider ${provider} changed. If the new credentials belong to another account, they cannot ` +
            "see the existing key pairs, which are neither changed nor deleted. An operation on a pair whose state records its account " +
            "fails with an error that names both accounts.",
        ]
      : []),
  ];
}

/** Temporary access keys change with each session, usually within the same account. */
function isNewSession(name: string, olds: Properties, news: Properties): boolean {
  const isTemporary = (value: unknown): boolean => typeof value === "string" && value.startsWith("STS.");
  return name === "accessKey" && isTemporary(olds[name]) && isTemporary(news[name]);
}
