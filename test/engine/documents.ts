/** What pages for readers hold: programs and commands, each marked with what the tests do with it. */
import { readFile } from "node:fs/promises";

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What the comment in front of the block says of it. */
  readonly mark: string | undefined;
  readonly text: string;
}

/** The blocks of a page, in their order. */
export async function blocks(file: string): Promise<Block[]> {
  const text = await readFile(file, "utf8");
  const found = text.matchAll(/(?:<!-- ([^>]*) -->\n\n)?```(\w+)\n(.*?)```/gs);
  return [...found].map(([, mark, language = "", body = ""]) => ({ mark, language, text: body }));
}
