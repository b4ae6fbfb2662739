/** Advice on the error codes that only key-pair calls return. */
import type { AdviceTable } from "../resource/advice";

const tagQuota = "A key pair can have at most 20 tags, two of them the provider's own. Remove some.";
const gone = "The key pair has been deleted in the meantime. Run `pulumi refresh`, then `pulumi up`.";

export const keyPairAdvice: AdviceTable = [
  [
    "InvalidKeyPairName.Malformed",
    "A name has 2 to 128 characters and starts with an English letter. English letters, digits and : _ - are always valid.",
  ],
  [
    "KeyPair.AlreadyExist",
    "A key pair with this name exists in the region, or was deleted within the last hour. Choose another keyPairName, or unset it.",
  ],
  ["InvalidKeyPairName.NotFound", gone],
  ["InvalidKeyPair.NotFound", gone],
  ["InvalidResourceId.NotFound", gone],
  [
    "InvalidPublicKeyBody.Malformed",
    "Use a key in OpenSSH format, of type RSA, DSA or ECDSA. The ECS documentation does not list ED25519.",
  ],
  [
    "InvalidParameter.KeypairAlreadyAttachedInstance",
    "Instances are bound to this key pair. Detach it from them first (ECS: DetachKeyPair).",
  ],
  [
    "QuotaExceed.KeyPair",
    "A region can have at most 500 key pairs. Delete unused ones, or choose another regionId.",
  ],
  ["QuotaExceed.Tags", tagQuota],
  ["OperationDenied.QuotaExceed", tagQuota],
];
