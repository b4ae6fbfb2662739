/** Refuses an installation in which Pulumi would write this package's code into state. */
import { relative, sep } from "node:path";

/**
 * Pulumi refers to a module in state only if it finds the object among the loaded modules, in a folder `node_modules` as
 * seen from the program. Otherwise it copies the code: state would hold it, and would change with every release.
 *
 * @throws Error that says what to do instead
 */
export function assertInstalled(provider: object): void {
  const loaded = Object.values(require.cache).find((module) => module?.exports === provider);
  if (loaded === undefined) {
    throw new Error(
      "pulumi-alicloud-keypair is bundled into the program, so that Pulumi can't refer to its provider from state. " +
        "Leave the package out of the bundle (external) and install it beside the program.",
    );
  }
  if (!relative(process.cwd(), loaded.filename).split(sep).includes("node_modules")) {
    throw new Error(
      `pulumi-alicloud-keypair is linked (it lies in ${loaded.filename}), so that Pulumi would copy its code into state. ` +
        "Install it instead: run npm pack in its folder, then npm install the file that this makes.",
    );
  }
}
