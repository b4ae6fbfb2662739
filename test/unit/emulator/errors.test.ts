// One row for each documented error: the request that causes it, its HTTP status, code and message.
import { expect, test as base } from "vitest";
import { startEmulator } from "../../../emulator/emulator";
import { commandRows } from "./errorRows/commands";
import { gatewayRows } from "./errorRows/gateway";
import { instanceRows } from "./errorRows/instances";
import { keyPairRows } from "./errorRows/keyPairs";
import { powerRows } from "./errorRows/power";
import { fullRegion, inactiveAccount } from "./errorRows/row";
import { tagRows } from "./errorRows/tags";
import { firstAccount, regionId, temporaryAccount } from "./fixtures";
import { rpcCall, type RpcOptions } from "./rpcCall";

/** Tests with one emulator that holds what the rows need; no row changes it. */
const test = base
  .extend("accounts", { scope: "file" }, [firstAccount, temporaryAccount, inactiveAccount])
  .extend("emulator", { scope: "file" }, async ({ accounts }, { onCleanup }) => {
    const emulator = await startEmulator({ accounts, keyPool: 1 });
    onCleanup(() => emulator.close());
    const tags = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`tag-${n}`, ""]));
    await emulator.putKeyPair({ regionId, keyPairName: "taken" });
    await emulator.putKeyPair({ regionId, keyPairName: "tagged", tags });
    await emulator.putKeyPair({ regionId, keyPairName: "bound" });
    emulator.addInstance({ regionId, instanceId: "i-linux", keyPairName: "bound" });
    emulator.addInstance({ regionId, instanceId: "i-stopped", status: "Stopped" });
    emulator.addInstance({ regionId, instanceId: "i-pending", status: "Pending" });
    for (let number = 0; number < 500; number++) {
      await emulator.putKeyPair({ regionId: fullRegion, keyPairName: `pair-${number}` });
    }
    return emulator;
  });

for (const [action, parameters, status, code, message, options] of [
  ...keyPairRows,
  ...instanceRows,
  ...powerRows,
  ...commandRows,
  ...tagRows,
  ...gatewayRows,
]) {
  const asked = JSON.stringify({ ...parameters, ...options });
  test(`${action} ${asked.length > 160 ? `${asked.slice(0, 160)}…` : asked} returns ${code}`, async ({
    emulator,
  }) => {
    const before = [emulator.keyPairs().length, emulator.instances()];

    const answer = await rpcCall(emulator.url, action, parameters, options);

    expect(answer).toMatchObject({ status, fields: { Code: code, Message: message } });
    expect([emulator.keyPairs().length, emulator.instances()]).toEqual(before);
  });
}

test("a reused nonce is refused with SignatureNonceUsed", async ({ emulator }) => {
  const again: RpcOptions = { common: { SignatureNonce: "the same" } };

  const first = await rpcCall(emulator.url, "DescribeRegions", {}, again);
  const second = await rpcCall(emulator.url, "DescribeRegions", {}, again);

  expect(first.status).toBe(200);
  expect(second).toMatchObject({
    status: 400,
    fields: { Code: "SignatureNonceUsed", Message: "Specified signature nonce was used already." },
  });
});

test("the error for a wrong signature contains the string that should have been signed", async ({
  emulator,
}) => {
  const answer = await rpcCall(emulator.url, "DescribeRegions", {}, { signature: "wrong" });

  const start =
    "Specified signature is not matched with our calculation. server string to sign is:GET&%2F&AccessKeyId";
  expect(answer).toMatchObject({ status: 400, fields: { Code: "SignatureDoesNotMatch" } });
  expect(String(answer.fields["Message"]).slice(0, start.length)).toBe(start);
});

test("an error names its request and its host", async ({ emulator }) => {
  const answer = await rpcCall(emulator.url, "Nothing");

  expect(answer.fields["RequestId"]).toMatch(/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/u);
  expect(answer.fields["HostId"]).toBe(new URL(emulator.url).host);
});
