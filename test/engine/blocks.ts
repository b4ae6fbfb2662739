/** The blocks of code of a Markdown page, each with what the comment in front of it says of it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "./stack";

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

/** A piece of a page that is also part of a file. */
interface Part {
  readonly file: string;
  readonly text: string;
}

/** The blocks of a page that are part of a file; where the mark says `parts`, each paragraph is one of its own. */
export async function parts(page: string): Promise<Part[]> {
  return (await blocks(page)).flatMap(({ mark = "", text }) => {
    const [, many, file] = /^part(s?) of (\S+)$/.exec(mark) ?? [];
    if (file === undefined) {
      return [];
    }
    return (many === "s" ? text.split("\n\n") : [text]).map((part) => ({ file, text: part }));
  });
}

/** Has a stack in TypeScript run several programs at once, each a module that is the block as it stands on its page. */
export async function writeTogether(stack: Stack, programs: readonly string[]): Promise<void> {
  for (const [index, text] of programs.entries()) {
    await writeFile(join(stack.folder, `program${index}.ts`), text);
  }
  await stack.write(
    programs.map((_, index) => `export * as program${index} from "./program${index}";\n`).join(""),
  );
}

function unindented(text: string): string {
  const indentation = /^ */.exec(text)?.[0] ?? "";
  return text.replaceAll(new RegExp(`^${indentation}`, "gm"), "");
}
