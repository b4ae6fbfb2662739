// `npm run -s pulumi -- ARGS`: runs the engine in the folder that the user is in.
import { runInForeground } from "./setup/child.mjs";
import { exampleOf, projectToRun, wantsLanguageHost } from "./setup/example.mjs";
import { root, userFolder } from "./setup/places.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

export const help = `npm run -s pulumi -- ARGS

Runs the Pulumi engine with ARGS and the PATH that it needs. First sets up what is missing (see npm run setup -- --help): an example's
packages if the project is in this checkout, and language hosts if the program is in YAML or Python. Runs in the current folder;
Pulumi's option \`-C FOLDER\` is relative to it. For Pulumi's own help:
npm run -s pulumi -- help
`;

/** @param {string[]} args */
export async function run(args) {
  const cwd = userFolder("pulumi", process.env);
  const project = projectToRun(cwd, args);
  const example = exampleOf(root, project);
  const languages = await wantsLanguageHost(project);
  const { pulumi, env } = await makeReadyWithEngine({ built: example !== undefined, example, languages });
  return await runInForeground(pulumi, args, { cwd, env, ownGroup: true });
}
