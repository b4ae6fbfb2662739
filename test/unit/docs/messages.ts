/** The texts of messages, read from the sources: any prose in them counts, unless a rule here says that it is something else. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../../../scripts/setup/places.mjs";

/** What stands in a text for each part that is filled in. */
export const blank = "…";

/** The plugin's executable, which is JavaScript. */
const launcher = "pulumi-resource-alicloud-keypair";

/** What a command prints when nothing failed, and generated code, whose messages are Pulumi's. */
const otherSources = /^(cli\/[^/]+\/(plan|report)\.ts|sdk\/nodejs\/native\/.*)$/;

/** Lines of progress, a command's help, and what Commander puts after a message of its own. */
const otherCalls = /^(say|summary|description|option|argument|addHelpText|subcommand|InvalidArgumentError)$/;

/** The sources whose messages users see. */
export function sources(): string[] {
  const files = ["provider", "cli", "sdk/nodejs"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file).replaceAll("\\", "/")),
  );
  return [launcher, ...files.filter((file) => !otherSources.test(file))];
}

/** The messages of one source: texts with a blank for each part that is filled in, and error codes, each with a colon after it. */
export function messagesOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  return messagesIn(source);
}

function messagesIn(node: ts.Node): string[] {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || otherCalls.test(calledName(node))) {
    return [];
  }
  if (ts.isTaggedTemplateExpression(node)) {
    return refusalsIn(textOf(node.template));
  }
  if (ts.isObjectLiteralExpression(node) && hasCode(node)) {
    return [`${textOf(valueOf(node, "code"))}: ${textOf(valueOf(node, "message"))}`];
  }
  if (isText(node)) {
    const text = textOf(node);
    const isMessage = isProse(text) && (!isAdvice(text) || isOpening(node, text));
    return [...(isMessage ? [text] : []), ...filledInto(node).flatMap(messagesIn)];
  }
  return [...(isAdviceTable(node) ? codesIn(node) : []), ...node.getChildren().flatMap(messagesIn)];
}

type Text = ts.StringLiteralLike | ts.TemplateExpression | ts.BinaryExpression;

/** Whether it is a string, a template, or several of them joined by `+`. */
function isText(node: ts.Node): node is Text {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateExpression(node) ||
    (ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
      (isText(node.left) || isText(node.right)))
  );
}

function textOf(node: ts.Node | undefined): string {
  if (node === undefined || !isText(node)) {
    return blank;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => blank + literal.text).join("");
  }
  return ts.isStringLiteralLike(node) ? node.text : textOf(node.left) + textOf(node.right);
}

function filledInto(node: Text): ts.Node[] {
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.map(({ expression }) => expression);
  }
  const sides = ts.isBinaryExpression(node) ? [node.left, node.right] : [];
  return sides.flatMap((side) => (isText(side) ? filledInto(side) : [side]));
}

/** Two words or more. JSON is none, and neither are whole lines, which are a file or a script. */
function isProse(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => /\p{L}{2}/u.test(word));
  return words.length > 1 && !/^[[{]|\n.*\n$/s.test(text);
}

/** A sentence that follows a message and says what to do. A message begins with a small letter or a name. */
function isAdvice(text: string): boolean {
  return /^\P{L}*(?!Pulumi)[A-Z]([a-z]+\b|) /u.test(text);
}

/** Whether it is how an error or a warning begins: then it is a message, whatever its first letter. */
function isOpening({ parent }: ts.Node, text: string): boolean {
  return /^\p{L}/u.test(text) && (ts.isNewExpression(parent) || /^(super|warn)$/.test(calledName(parent)));
}

function calledName(node: ts.Node): string {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) {
    return "";
  }
  const { expression } = node;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}

/** Whether it is why one instance failed: `{ code: "NoResult", message: … }`. */
function hasCode(node: ts.ObjectLiteralExpression): boolean {
  const code = valueOf(node, "code");
  return code !== undefined && ts.isStringLiteral(code) && valueOf(node, "message") !== undefined;
}

function valueOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = node.properties.find((each) => each.name?.getText() === name);
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** Whether it declares advice by error code, or a list of codes. */
function isAdviceTable(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node) &&
    /advice|codes$/i.test(`${node.type?.getText() ?? ""} ${node.name.getText()}`)
  );
}

function codesIn(node: ts.Node): string[] {
  const isName = ts.isStringLiteral(node) || (ts.isIdentifier(node) && ts.isPropertyAssignment(node.parent));
  return isName && /^[A-Z]\w*(\.\w+)*\*?$/.test(node.text)
    ? [`${node.text}:`]
    : node.getChildren().flatMap(codesIn);
}

/** What a shell script says when it refuses to go on. */
function refusalsIn(script: string): string[] {
  const refusals = script.matchAll(/refuse \d+ (\w+) "([^"]*)"/g);
  return [...refusals].map(([, code, message = ""]) => `${code}: ${message.replaceAll(/\$\w+/g, blank)}`);
}
