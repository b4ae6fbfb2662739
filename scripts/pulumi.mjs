// `npm run -s pulumi -- ARGS`: runs the engine in the folder where the user stands.
import { runInForeground } from "./setup/child.mjs";
import { exampleOf, projectToRun, wantsLanguageHost } from "./setup/example.mjs";
import { main } from "./setup/main.mjs";
import { root, userFolder } from "./setup/places.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

const help = `npm run -s pulumi -- ARGS

Runs the Pulumi engine with ARGS, with the PATH that it needs; first makes ready what this checkout lacks (see
npm run setup -- --help; an example's packages only where the project is one of this checkout's; language hosts only where the
program is in YAML or Python). It runs in the folder that the command was given in; \`-C FOLDER\`, Pulumi's own option, is
relative to that. For Pulumi's own help: npm run -s pulumi -- help
`;

await main(help, async (args) => {
  const cwd = userFolder("pulumi", process.env);
  const project = projectToRun(cwd, args);
  const example = exampleOf(root, project);
  const languages = await wantsLanguageHost(project);
  const { pulumi, env } = await makeReadyWithEngine({ built: example !== undefined, example, languages });
  return await runInForeground(pulumi, args, { cwd, env, ownGroup: true });
});
