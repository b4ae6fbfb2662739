// Installs the packages of an example that is run from the checkout, with this package packed: a linked one is refused.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { buildStamp, pack } from "./build.mjs";
import { ifNeeded } from "./lock.mjs";
import { npmInstall } from "./packages.mjs";
import { checkoutLock } from "./places.mjs";
import { step } from "./progress.mjs";

/** The example that the checkout's own Pulumi.yaml runs. */
const mainExample = "dev-key";

/**
 * The folder of the project that `pulumi` runs with these arguments.
 *
 * @param {string} folder the one that the user is in
 * @param {string[]} args
 */
export function projectToRun(folder, args) {
  const at = args.findIndex((arg) => /^(-C|--cwd)/.test(arg));
  const attached = /^(?:-C=?|--cwd=)(.+)$/.exec(args[at] ?? "")?.[1];
  return resolve(folder, attached ?? (at === -1 ? undefined : args[at + 1]) ?? ".");
}

/**
 * Whether the project's program is in YAML or Python, whose hosts are installed only when they are needed.
 *
 * @param {string} project
 */
export async function wantsLanguageHost(project) {
  const text = await readFile(join(project, "Pulumi.yaml"), "utf8").catch(() => "");
  return /^runtime:\s*(?:name:\s*)?["']?(?:yaml|python)\b/m.test(text);
}

/**
 * The checkout's example that a project is, if it is one.
 *
 * @param {string} checkout
 * @param {string} project
 * @returns {string | undefined}
 */
export function exampleOf(checkout, project) {
  const [first, second] = relative(checkout, project).split(sep);
  if (first === "..") return undefined;
  if (first !== "examples" || second === undefined) return mainExample;
  return existsSync(join(checkout, "examples", second, "package.json")) ? second : undefined;
}

/**
 * Installs them into the example itself, because Pulumi looks for this package beside `@pulumi/pulumi`; again after each build.
 *
 * @param {string} checkout built
 * @param {string} example
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureExamplePackages(checkout, example, env) {
  const folder = join(checkout, "examples", example);
  const record = join(folder, "node_modules", ".installed");
  const stamp = (await buildStamp(checkout)) + (await readFile(join(folder, "package.json"), "utf8"));
  const isOutdated = async () => stamp !== (await readFile(record, "utf8").catch(() => undefined));
  await ifNeeded(checkoutLock(checkout), isOutdated, async () => {
    const temporary = await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-pack-"));
    try {
      const tarball = await pack(temporary, env);
      await step(`examples/${example}: npm install with the packed package`, () =>
        installProject(folder, tarball, env),
      );
      await writeFile(record, stamp);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
}

/**
 * Installs a project's packages, with the tarball if the project asks for this package, and leaves the project's own files
 * unchanged.
 *
 * @param {string} folder
 * @param {string} tarball
 * @param {NodeJS.ProcessEnv} env
 */
export async function installProject(folder, tarball, env) {
  const { dependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const packed = dependencies["pulumi-alicloud-keypair"] === undefined ? [] : [tarball];
  await npmInstall(["install", "--no-save", "--no-package-lock", ...packed], folder, env);
}
