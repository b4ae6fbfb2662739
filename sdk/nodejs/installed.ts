/** Rejects an installation from which Pulumi would write this package's code into state. */
import { relative, sep } from "node:path";

/**
 * Pulumi refers to a module in state only if it finds the object among the loaded modules, in a `node_modules` folder as seen
 * from the program. Otherwise it copies the code: state would hold it and change with every release.
 *
 * @throws Error that says how to install the package
 */
export function assertInstalled(provider: object): void {
  const loaded = Object.values(require.cache).find((module) => module?.exports === provider);
  if (loaded === undefined) {
    throw new Error(
      "pulumi-alicloud-keypair is bundled into the program, so Pulumi can't refer to its provider from state. " +
        "Mark the package as external in your bundler and install it next to the program.",
    );
  }
  if (!relative(process.cwd(), loaded.filename).split(sep).includes("node_modules")) {
    throw new Error(
      `pulumi-alicloud-keypair is linked (loaded from ${loaded.filename}), so Pulumi would copy its code into state. ` +
        "Install it instead: run npm pack in its folder, then npm install with the resulting file.",
    );
  }
}
