/** The service's call that compares a Provider's settings: which differ, and what that means for key pairs there are. */
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import { speaking, type Speaker } from "../host/reporter";
import { unknown, type Properties } from "../resource/values";
import { messages } from "./protocol";
import { explicitProvider, settingText } from "./settings";
import { decode } from "./wire";

/** Compares settings, and warns of what does not follow a change of theirs. Nothing is ever replaced for one. */
export async function diffConfigCall(
  speaker: (urn: string) => Speaker,
  request: Messages.DiffRequest,
): Promise<Messages.DiffResponse> {
  const olds = decode(request.hasOldInputs() ? request.getOldInputs() : request.getOlds()).values;
  const news = decode(request.getNews()).values;
  const names = changedSettings(olds, news);
  const urn = request.getUrn();
  const provider = explicitProvider(urn);
  if (provider !== undefined) {
    await speaking(speaker(urn), (reporter) => {
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

/** The names of the settings that differ, or may. */
function changedSettings(olds: Properties, news: Properties): string[] {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...names].filter(
    (name) => news[name] === unknown || settingText(olds[name]) !== settingText(news[name]),
  );
}

/** The settings that decide whose credentials are used. */
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
  const account = known.filter((name) => accountSettings.includes(name) && !isSession(name, olds, news));
  return [
    ...(known.includes("region")
      ? [
          `the region of the Provider ${provider} changes: only key pairs created from now on go there. Those that exist stay in ` +
            "their region; to move one, set its regionId, which replaces it.",
        ]
      : []),
    ...(account.length > 0
      ? [
          `${account.join(" and ")} of the Provider ${provider} changed. If that is another account, it cannot see the existing key ` +
            "pairs: they are neither changed nor deleted, and an operation on one whose state records its account fails with an error that " +
            "names both accounts.",
        ]
      : []),
  ];
}

/** Temporary keys change with each session, of the same account as a rule. */
function isSession(name: string, olds: Properties, news: Properties): boolean {
  const isTemporary = (value: unknown): boolean => typeof value === "string" && value.startsWith("STS.");
  return name === "accessKey" && isTemporary(olds[name]) && isTemporary(news[name]);
}
