// `npm run -s pulumi -- ARGS`: runs the engine in the folder where the user stands.
import { runInForeground } from "./setup/child.mjs";
import { exampleToRun } from "./setup/example.mjs";
import { main } from "./setup/main.mjs";
import { root, userFolder } from "./setup/places.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

const help = `npm run -s pulumi -- ARGS

Runs the Pulumi engine with ARGS, with the PATH that it needs; first makes ready what this checkout lacks (see
npm run setup -- --help; an example's packages only where the project is one of this checkout's). It runs in the folder that the command was given in; \`-C FOLDER\`, Pulumi's own option, is
relative to that. For Pulumi's own help: npm run -s pulumi -- help
`;

await main(help, async (args) => {
  const cwd = userFolder("pulumi", process.env);
  const example = exampleToRun(root, cwd, args);
  const { pulumi, env } = await makeReadyWithEngine({ built: example !== undefined, example });
  return await runInForeground(pulumi, args, { cwd, env, ownGroup: true });
});
