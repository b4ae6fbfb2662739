/** The blocks of code of a Markdown page, each with what the comment in front of it says of it. */
import { readFile } from "node:fs/promises";

/** One block of code. */
export interface Block {
  readonly language: string;
  /** What the comment in front of the block says of it. */
  readonly mark: string | undefined;
  readonly text: string;
}

/** All blocks of a page, without the indentation that a list gives them. */
export async function blocks(file: string): Promise<Block[]> {
  const text = await readFile(file, "utf8");
  const found = text.matchAll(/(?:<!-- ([^>]*) -->\n\n *)?```(\w+)\n(.*?)```/gs);
  return [...found].map(([, mark, language = "", body = ""]) => ({
    mark,
    language,
    text: unindented(body),
  }));
}

/** The texts of the blocks that are marked so. */
export async function marked(file: string, mark: string): Promise<string[]> {
  return (await blocks(file)).filter((block) => block.mark === mark).map((block) => block.text);
}

function unindented(text: string): string {
  const indentation = /^ */.exec(text)?.[0] ?? "";
  return text.replaceAll(new RegExp(`^${indentation}`, "gm"), "");
}
