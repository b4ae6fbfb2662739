/** What a TypeScript source declares: the properties of an interface or class, and the description of each. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../../../scripts/setup/places.mjs";

/** A declared property. */
export interface Declared {
  readonly optional: boolean;
  /** Its type as it is written. */
  readonly type: string;
  /** Paragraphs without line breaks; links as code. */
  readonly description: string;
}

/** The properties of the interface or class of that name, without static ones. */
export function declared(file: string, name: string): Record<string, Declared> {
  const text = readFileSync(join(root, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (statement) =>
      (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) &&
      statement.name?.text === name,
  );
  if (found === undefined || !(ts.isInterfaceDeclaration(found) || ts.isClassDeclaration(found))) {
    throw new Error(`${file} declares no ${name}`);
  }
  const properties = [...found.members].flatMap((member) =>
    (ts.isPropertySignature(member) || (ts.isPropertyDeclaration(member) && !isStatic(member))) &&
    ts.isIdentifier(member.name)
      ? [[member.name.text, describe(member)] as const]
      : [],
  );
  return Object.fromEntries(properties);
}

function isStatic(member: ts.PropertyDeclaration): boolean {
  return member.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

function describe(member: ts.PropertySignature | ts.PropertyDeclaration): Declared {
  const comment = ts.getJSDocCommentsAndTags(member).find(ts.isJSDoc)?.comment;
  return {
    optional: member.questionToken !== undefined,
    type: member.type?.getText() ?? "",
    description: paragraphs(ts.getTextOfJSDocComment(comment) ?? ""),
  };
}

function paragraphs(text: string): string {
  return text
    .replace(/\{@link ([^}]+)\}/gu, "`$1`")
    .split(/\n\s*\n/u)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/gu, " ").trim())
    .join("\n\n");
}
