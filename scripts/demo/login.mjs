// `npm run demo -- --login`: a rotation that is seen from outside, by SSH logins to an instance that runs on this machine.
import { join } from "node:path";
import { SetupError, step } from "../setup/progress.mjs";
import { copyExample, engine } from "./stack.mjs";

/** @typedef {import("./stack.mjs").Stack} Stack */

const regionId = "cn-hangzhou";
const instanceId = "i-demo";

/**
 * Logs in with the later stack's key, rotates it, and logs in again: with the new key, and in vain with the old one.
 *
 * @param {string} folder the demo's own
 * @param {string} tarball
 * @param {Omit<Stack, "folder">} shared
 * @param {string} emulatorUrl
 * @returns {Promise<string>} what the logins have shown
 */
export async function showLogins(folder, tarball, shared, emulatorUrl) {
  const project = join(folder, "rotation");
  const keys = { ...shared, folder: join(project, "keys") };
  const app = { ...shared, folder: join(project, "app") };
  await step("rotation: copy, npm install", () => copyExample("rotation", project, tarball, shared.env));
  await control(emulatorUrl, "POST", { regionId, instanceId });
  for (const stack of [keys, app]) await engine(stack, "stack", "init");
  await engine(app, "config", "set", "--path", "instanceIds[0]", instanceId);

  await deploy(keys, app, ["2026-11"]);
  const old = await privateKeyOf(app);
  const first = await logIn(emulatorUrl, old);
  expect(first.isIn, "the later stack's key does not open the instance");

  await deploy(keys, app, ["2026-11", "2026-12"]);
  const next = await privateKeyOf(app);
  const second = await logIn(emulatorUrl, next);
  expect(second.isIn, "the new key does not open the instance");
  const refused = await logIn(emulatorUrl, old);
  expect(!refused.isIn, "the old key still opens the instance");

  return `Instance ${instanceId} runs on this machine, and its SSH server listens on ${second.address}:
  later stack's key    ${first.said}
  after the rotation
    new key            ${second.said}
    old key            ${refused.said}

`;
}

/** @param {Stack} keys @param {Stack} app @param {readonly string[]} generations */
async function deploy(keys, app, generations) {
  await engine(keys, "config", "set", "generations", JSON.stringify(generations));
  for (const [name, stack] of Object.entries({ keys, app }))
    await step(`${name} (${generations.join(", ")}): pulumi up`, () =>
      engine(stack, "up", "--yes", "--skip-preview"),
    );
}

/** @param {Stack} app */
async function privateKeyOf(app) {
  return await engine(app, "stack", "output", "privateKey", "--show-secrets");
}

/** @param {unknown} fact @param {string} problem */
function expect(fact, problem) {
  if (fact !== true) throw new SetupError(problem);
}

/**
 * @param {string} emulatorUrl
 * @param {string} privateKey
 * @returns {Promise<{ isIn: boolean, said: string, address: string }>}
 */
async function logIn(emulatorUrl, privateKey) {
  // Only this demo needs it.
  const { default: ssh2 } = await import("ssh2");
  const { ssh } = await instance(emulatorUrl);
  const address = `${ssh.host}:${ssh.port}`;
  const client = new ssh2.Client();
  return await new Promise((resolve) => {
    client.on("error", () => resolve({ isIn: false, said: "refused", address }));
    client.on("ready", () => {
      client.end();
      resolve({ isIn: true, said: `logged in as ${ssh.user}`, address });
    });
    client.connect({ host: ssh.host, port: ssh.port, username: ssh.user, privateKey });
  });
}

/** @typedef {{ instanceId: string, ssh: { host: string, port: number, user: string } }} Instance */

/** @param {string} emulatorUrl */
async function instance(emulatorUrl) {
  const { instances } = /** @type {{ instances: Instance[] }} */ (await control(emulatorUrl, "GET"));
  const found = instances.find((each) => each.instanceId === instanceId);
  if (found === undefined) throw new SetupError(`the emulator has no instance ${instanceId}`);
  return found;
}

/** @param {string} emulatorUrl @param {string} method @param {unknown} [body] */
async function control(emulatorUrl, method, body) {
  const response = await fetch(`${emulatorUrl}/_emulator/instances`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new SetupError(`the emulator refused ${method} of an instance`);
  return await response.json();
}
