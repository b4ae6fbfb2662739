// `npm run build`: compiles the sources, unless `dist` is up to date.
import { ensureBuild } from "./setup/build.mjs";
import { root } from "./setup/places.mjs";
import { say } from "./setup/progress.mjs";

/** Takes no arguments. */
export async function run() {
  await ensureBuild(root);
  say("dist is up to date");
  return 0;
}
