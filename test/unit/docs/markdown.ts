/** What a Markdown page on GitHub links to, and what can be linked to in it. */

/** Where a link of a page leads to. */
export interface Link {
  /** As the page has it. */
  readonly target: string;
  /** The file's part, empty within the page itself. */
  readonly path: string;
  /** The heading's part, without `#`. */
  readonly anchor: string;
}

/** The links and pictures of a page that lead to files beside it, or to its own headings. */
export function relativeLinks(markdown: string): Link[] {
  const targets = [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = ""]) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = "", anchor = ""] = target.split("#");
      return { target, path, anchor };
    });
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchors(markdown: string): Set<string> {
  const found = new Set<string>();
  for (const [, heading = ""] of withoutCode(markdown, "blocks").matchAll(/^#{1,6} (.*)$/gm)) {
    const plain = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = plain;
    for (let count = 1; found.has(anchor); count += 1) {
      anchor = `${plain}-${count}`;
    }
    found.add(anchor);
  }
  return found;
}

function withoutCode(markdown: string, kind: "blocks" | "all" = "all"): string {
  const withoutBlocks = markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");
  return kind === "blocks" ? withoutBlocks : withoutBlocks.replaceAll(/`[^`\n]*`/g, "");
}
