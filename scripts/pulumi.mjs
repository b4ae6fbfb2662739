// `npm run -s pulumi -- ARGS`: runs the engine in the folder that the user is in.
import { runInForeground } from "./setup/child.mjs";
import { exampleOf, projectToRun, wantsLanguageHost } from "./setup/example.mjs";
import { root, userFolder } from "./setup/places.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

export const help = `npm run -s pulumi -- ARGS

Runs the Pulumi engine with ARGS and the PATH that it needs, after setting up what is missing (see npm run setup -- --help; an
example's packages only if the project is one of this checkout's; language hosts only if the program is in YAML or Python).
It runs in the current folder; \`-C FOLDER\`, Pulumi's own option, is relative to that. For Pulumi's own help:
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
