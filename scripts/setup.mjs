// `npm run setup`: makes this checkout ready, and says with what.
import { mainExample } from "./setup/example.mjs";
import { main } from "./setup/main.mjs";
import { SetupError, say } from "./setup/progress.mjs";
import { ensurePython } from "./setup/python.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

const help = `npm run setup [-- --languages] [--print-env]

Makes this checkout ready, doing only what it lacks: npm packages, Node.js 22.13 or newer, the build, the packages of
examples/dev-key (this one packed), and a Pulumi engine 3.208 or newer (the one on the PATH, else an own one, kept in the user's cache folder
for the next checkout).

  --languages  also the engine's hosts for programs in YAML and Python, and a Python environment with Pulumi, both in the cache
               folder; \`npm test\` makes them ready by itself
  --print-env  print on stdout, as JSON, the PATH that programs need, and which pulumi and node it leads to
`;

await main(help, async (args) => {
  if (args.some((arg) => arg !== "--print-env" && arg !== "--languages"))
    throw new SetupError(`what is \`${args.join(" ")}\`? See --help.`);
  const languages = args.includes("--languages");
  const { node, nodeVersion, pulumi, env } = await makeReadyWithEngine({
    built: true,
    example: mainExample,
    languages,
  });
  if (languages) await ensurePython(env);
  say(`ready: Node.js ${nodeVersion} (${node}), Pulumi (${pulumi})`);
  if (args.includes("--print-env"))
    process.stdout.write(`${JSON.stringify({ PATH: env["PATH"], pulumi, node }, undefined, 2)}\n`);
  return 0;
});
