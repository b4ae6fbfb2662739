/** Texts of two words or more that no message begins with. A new text in the sources is a message until it is added here. */
import { regionSources } from "../../../provider/config/region";

/** Values that users do not see. */
const values = [
  "use strict",
  "in place",
  "kept last",
  "not confirmed",
  "required key missing",
  "not comparable",
  "no engine",
  "PRIVATE KEY",
  "not asked",
];

/** Names of resources, settings and the like, which messages contain. */
const names = [
  ...["a key pair", "an attachment", "an authorized key", "another resource", "no key pair", "no tags"],
  ...["access key", "secret key", "security token", "the export", "the RAM user or role in use"],
  ...["the aliyun CLI's profile file", "the ECS instance's role (ecsRoleName or ALICLOUD_ECS_ROLE_NAME)"],
  ...["OIDC (ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE)"],
  ...["credentialsUri or ALIBABA_CLOUD_CREDENTIALS_URI", "the role … (assumeRole)"],
  ...["profile …'s expired_seconds", "is none of the CLI's", "has no access key to sign calls to ECS with"],
  ...["the profile's region_id in …", "… of the Provider …", regionSources],
  "the stack configuration (pulumi config set alicloud-keypair:region cn-hangzhou; the plugin does not read alicloud:region)",
  "region of the Provider … (an explicit Provider reads neither alicloud-keypair:region nor alicloud:region)",
  "the argument regionId, …, the environment variable ALICLOUD_REGION or ALIBABA_CLOUD_REGION, or the CLI's profile file",
];

/** What comes before "timed out after", and subjects of lines of progress. */
const subjects = [
  ...["creating key pair …", "deleting key pair …", "binding the key pair to", "detaching key pair … from"],
  ...["key pair …", "attachment of key pair …"],
];

/** What follows the first words of a message. */
const details = [
  ...["no InvokeId", "no result", "it is not on the PATH", "access key)"],
  ...[
    "through the proxy …",
    "(not used: …)",
    "at an unknown time",
    "no error output",
    "no code",
    "… or … more",
  ],
  ...["instances (unknown, because DescribeInstances failed)", "the command ended as …", "and … more"],
  ...["this publicKey", "these tags (…)", "key pair … instead", "by cutting their power"],
  ...['at a time (apply: "restart")', "(replaces it)", "(updates it in place)"],
  ...[
    'with recoverOrphan: "…" in the next pulumi up',
    "parent: the old …",
    "parent: pulumi.rootStackResource",
  ],
  ...['aliases: [{ name: "…" }]', 'aliases: [{ name: "…", … }]'],
];

export const notMessages: readonly string[] = [...values, ...names, ...subjects, ...details];
