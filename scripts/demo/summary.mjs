// What the demo prints at its end.
import { SetupError } from "../setup/progress.mjs";

/**
 * The summary for a person to read; fails if the two stacks have not shown what the demo is there to show.
 *
 * @param {Record<string, unknown>} devKey the first stack's outputs
 * @param {Record<string, unknown>} laterStack the second's
 */
export function summary(devKey, laterStack) {
  const secrets = {
    "dev-key's privateKey": devKey["privateKey"],
    "later-stack's usableKey": laterStack["usableKey"],
  };
  for (const [output, value] of Object.entries(secrets)) {
    if (value !== "[secret]") throw new SetupError(`the output ${output} is not a secret`);
  }
  if (laterStack["holdsPrivateHalf"] !== true)
    throw new SetupError("the later stack's private key does not belong to the public key in ECS");
  const publicKey = String(devKey["publicKey"]);
  return `Stack dev-key created a key pair in ECS (the emulator) and keeps its private key as an encrypted secret:
  keyPairName  ${devKey["keyPairName"]}
  fingerPrint  ${devKey["fingerPrint"]}   (from ECS)
  publicKey    ${publicKey.length > 60 ? `${publicKey.slice(0, 40)}...${publicKey.slice(-12)}` : publicKey}
  privateKey   ${devKey["privateKey"]}

Stack later-stack read that key through a StackReference:
  keyPairName  ${laterStack["keyPairName"]}
  verified     the public key derived from the private key it holds is the one in ECS
  usableKey    ${laterStack["usableKey"]}

`;
}
