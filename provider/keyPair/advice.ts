/** What to do about the codes that only calls on key pairs are refused with. */
import type { AdviceTable } from "../resource/advice";

const tagQuota = "ECS keeps at most 20 tags on a key pair, two of them the provider's own.";
const gone = "Someone has deleted this key pair meanwhile: run pulumi refresh, then up.";

export const keyPairAdvice: AdviceTable = [
  [
    "InvalidKeyPairName.Malformed",
    "ECS takes names of 2 to 128 characters that start with an English letter; letters, digits and : _ - always pass.",
  ],
  [
    "KeyPair.AlreadyExist",
    "A key pair of this name exists in the region, or existed within the last hour: choose another keyPairName, or leave it out.",
  ],
  ["InvalidKeyPairName.NotFound", gone],
  ["InvalidKeyPair.NotFound", gone],
  ["InvalidResourceId.NotFound", gone],
  [
    "InvalidPublicKeyBody.Malformed",
    "ECS takes public keys in OpenSSH's form, of type RSA, DSA or ECDSA; its documents do not list ED25519.",
  ],
  [
    "InvalidParameter.KeypairAlreadyAttachedInstance",
    "Instances are bound to this key pair: detach it from them first (ECS: DetachKeyPair).",
  ],
  [
    "QuotaExceed.KeyPair",
    "A region holds at most 500 key pairs: delete some that are not used, or choose another regionId.",
  ],
  ["QuotaExceed.Tags", tagQuota],
  ["OperationDenied.QuotaExceed", tagQuota],
];
