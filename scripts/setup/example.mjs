// Installs the packages of an example that is run from the checkout, this package packed: a linked one is refused.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { buildStamp } from "./build.mjs";
import { pack } from "./pack.mjs";
import { npm } from "./packages.mjs";
import { step } from "./progress.mjs";

/** The example that the checkout's own Pulumi.yaml runs. */
export const mainExample = "dev-key";

/**
 * The folder of the project that `pulumi` with these arguments runs.
 *
 * @param {string} folder where the user stands
 * @param {string[]} args
 */
export function projectToRun(folder, args) {
  const at = args.findIndex((arg) => /^(-C|--cwd)/.test(arg));
  const attached = /^(?:-C=?|--cwd=)(.+)$/.exec(args[at] ?? "")?.[1];
  return resolve(folder, attached ?? (at === -1 ? undefined : args[at + 1]) ?? ".");
}

/**
 * Whether the project's program is in a language whose host is made only for those who use it.
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
 * Whether the example's packages are absent or not what they would be now; to be asked when the build is there.
 *
 * @param {string} checkout
 * @param {string} example
 */
export async function examplePackagesLacking(checkout, example) {
  const installed = await readFile(stampFile(checkout, example), "utf8").catch(() => undefined);
  return installed === undefined || installed !== (await stampOf(checkout, example));
}

/**
 * Installs them all into the example itself, for Pulumi looks for this package from where `@pulumi/pulumi` lies.
 *
 * @param {string} checkout
 * @param {string} example
 * @param {NodeJS.ProcessEnv} env
 */
export async function installExamplePackages(checkout, example, env) {
  const stamp = await stampOf(checkout, example);
  const temporary = await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-pack-"));
  try {
    const tarball = await pack(temporary, env);
    await step(`examples/${example}: npm install with the packed package`, () =>
      installProject(join(checkout, "examples", example), tarball, env),
    );
    await writeFile(stampFile(checkout, example), stamp);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Installs a project's packages, this one from the tarball where the project asks for it, and leaves the project's own
 * files as they are.
 *
 * @param {string} folder
 * @param {string} tarball
 * @param {NodeJS.ProcessEnv} env
 */
export async function installProject(folder, tarball, env) {
  const { dependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const packed = dependencies["pulumi-alicloud-keypair"] === undefined ? [] : [tarball];
  await npm(["install", "--no-save", "--no-package-lock", ...packed], folder, env);
}

/**
 * @param {string} checkout
 * @param {string} example
 */
async function stampOf(checkout, example) {
  return (
    (await buildStamp(checkout)) +
    (await readFile(join(checkout, "examples", example, "package.json"), "utf8"))
  );
}

/**
 * @param {string} checkout
 * @param {string} example
 */
function stampFile(checkout, example) {
  return join(checkout, "examples", example, "node_modules", ".installed");
}
