// Runs Pulumi's official installer, as a process of its own so that it can be stopped: VERSION FOLDER.
import { createRequire } from "node:module";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

const [version = "", folder = ""] = process.argv.slice(2);
const require = createRequire(import.meta.url);
// The installer compares versions as objects of the very semver that it brings.
const { SemVer } = createRequire(require.resolve("@pulumi/pulumi/automation"))("semver");

await PulumiCommand.install({ version: new SemVer(version), root: folder });
