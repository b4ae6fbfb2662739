// What package.json says of a release: who publishes it, where and in which version. The schema, the Go module and the links of the
// Registry's pages repeat it. Without a `repository` the fields that depend on one are left out.
import { SetupError } from "../setup/progress.mjs";

/**
 * @typedef {{ version: string, license: string, author?: string | { name: string }, homepage?: string,
 *   repository?: string | { url: string } }} Manifest package.json
 * @typedef {{ name: string, language: { go: object } & Record<string, object> } & Record<string, unknown>} Schema
 * @typedef {object} Publication
 * @property {string} version
 * @property {string} license
 * @property {string | undefined} publisher the author, else the repository's owner
 * @property {string | undefined} repository the URL of its page
 * @property {string | undefined} homepage
 * @property {string | undefined} slug the repository's OWNER/NAME
 */

/** @param {Manifest} manifest @returns {Publication} */
export function publicationOf({ version, license, author, homepage, repository }) {
  const slug = slugOf(typeof repository === "object" ? repository.url : repository);
  const page = slug && `https://github.com/${slug}`;
  // npm's short form is `NAME <MAIL> (URL)`.
  const name = (typeof author === "object" ? author.name : author)?.replace(/\s*[<(].*$/, "");
  return {
    version,
    license,
    publisher: name || slug?.split("/")[0],
    repository: page,
    homepage: homepage ?? page,
    slug,
  };
}

/** @param {string | undefined} repository in any form that npm accepts for GitHub */
function slugOf(repository) {
  if (repository === undefined) return undefined;
  const forms =
    /^(?:github:|(?:git\+)?(?:https|ssh|git):\/\/(?:\w+@)?github\.com\/|git@github\.com:)?([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/;
  const slug = forms.exec(repository)?.[1];
  if (slug === undefined)
    throw new SetupError(
      `package.json's repository, ${repository}, is not on GitHub: Pulumi downloads the plugin from there`,
    );
  return slug;
}

/**
 * The package schema as it is published.
 *
 * @param {Schema} schema
 * @param {Publication} publication
 * @returns {Schema}
 */
export function publishedSchema(schema, { version, license, publisher, repository, homepage, slug }) {
  const { name, displayName, description, keywords, language, ...rest } = schema;
  const module = goModule(name, { version, slug });
  const ours = {
    version,
    license,
    publisher,
    repository,
    homepage,
    logoUrl: slug && `https://raw.githubusercontent.com/${slug}/HEAD/docs/logo.svg`,
    pluginDownloadURL: slug && `github://api.github.com/${slug}`,
  };
  const importBasePath = slug && `${module}/${name.replaceAll("-", "")}`;
  return withoutUnset({
    ...{ name, version, displayName, description, keywords },
    // Here for the order of the fields, and again in place of what the schema had.
    ...ours,
    ...rest,
    ...ours,
    language: { ...language, go: withoutUnset({ ...language.go, importBasePath }) },
  });
}

/**
 * The Go SDK's module. Without a repository, what Pulumi's code generator calls it then: a path below the reserved `example.com`.
 *
 * @param {string} name the schema's
 * @param {{ version: string, slug: string | undefined }} publication
 */
export function goModule(name, { version, slug }) {
  const major = Number.parseInt(version, 10);
  return `${slug ? `github.com/${slug}` : `example.com/pulumi-${name}`}/sdk/go${major > 1 ? `/v${major}` : ""}`;
}

/**
 * A page of the Registry, which takes these pages without the repository that they are in: paths of the repository become links to
 * it, and are plain text where there is none.
 *
 * @param {string} text
 * @param {string | undefined} repository
 */
export function publishedPage(text, repository) {
  return text.replaceAll(
    /\[?(`(?:docs|examples|sdk)\/[\w./-]+`)(?:\]\(https:[^)]*\))?/g,
    (_, /** @type {string} */ path) =>
      repository === undefined ? path : `[${path}](${repository}/blob/HEAD/${path.slice(1, -1)})`,
  );
}

/**
 * @template {object} T
 * @param {T} fields
 * @returns {T}
 */
function withoutUnset(fields) {
  return /** @type {T} */ (
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  );
}
