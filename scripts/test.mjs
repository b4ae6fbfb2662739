// `npm test`: makes this checkout ready, packs the package once, and runs every test.
import { join } from "node:path";
import { runInForeground } from "./setup/child.mjs";
import { main } from "./setup/main.mjs";
import { pack } from "./setup/pack.mjs";
import { root } from "./setup/places.mjs";
import { ensurePython } from "./setup/python.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";
import { asTestRun } from "./setup/testRun.mjs";

const help = `npm test [-- ARGS]

Makes ready what this checkout lacks (see npm run setup -- --help), packs the package, and runs every test: unit first, then
lifecycle and plugin (the process of the dynamic host and of the plugin against the emulator) and engine (the real Pulumi
engine). ARGS go to vitest, for example \`npm test -- --project unit\`. In the tests \`pulumi\` is the engine, TMPDIR is a folder that goes with
the run, and PULUMI_ALICLOUD_KEYPAIR_TARBALL names the package.
`;

await main(help, async (args) => {
  const { node, env } = await makeReadyWithEngine({ built: true, languages: true });
  await ensurePython(env);
  return await asTestRun(root, async (folder) => {
    const tarball = await pack(join(folder, "package"), env);
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    return await runInForeground(node, [vitest, "run", ...args], {
      cwd: root,
      env: { ...env, TMPDIR: folder, PULUMI_ALICLOUD_KEYPAIR_TARBALL: tarball },
    });
  });
});
