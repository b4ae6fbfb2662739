// What the demo shows at its end.
import { SetupError } from "../setup/progress.mjs";

/**
 * The summary for a person to read; fails where the two stacks have not shown what the demo is there to show.
 *
 * @param {Record<string, unknown>} devKey the first stack's outputs
 * @param {Record<string, unknown>} laterStack the second's
 */
export function summary(devKey, laterStack) {
  for (const [output, value] of [
    ["dev-key's privateKey", devKey["privateKey"]],
    ["later-stack's usableKey", laterStack["usableKey"]],
  ]) {
    if (value !== "[secret]") throw new SetupError(`the output ${output} is not a secret`);
  }
  if (laterStack["holdsPrivateHalf"] !== true) {
    throw new SetupError("the later stack's private key does not belong to the public key that ECS keeps");
  }
  return `
Stack dev-key made a key pair in ECS (the emulator) and keeps its private key as an encrypted secret:
  keyPairName  ${String(devKey["keyPairName"])}
  fingerPrint  ${String(devKey["fingerPrint"])}   (as ECS tells it)
  publicKey    ${shortened(String(devKey["publicKey"]))}
  privateKey   ${devKey["privateKey"]}

Stack later-stack read that key through a StackReference:
  keyPairName  ${String(laterStack["keyPairName"])}
  proved       the public key derived from the private key it holds is the one that ECS keeps
  usableKey    ${laterStack["usableKey"]}

`.slice(1);
}

/** @param {string} text */
function shortened(text) {
  return text.length > 60 ? `${text.slice(0, 40)}...${text.slice(-12)}` : text;
}
