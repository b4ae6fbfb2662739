/** The provider plugin from every language: the examples in YAML, Python, TypeScript and Go, as they stand. */
import { readFile } from "node:fs/promises";
import * as sshpk from "sshpk";
import { describe, expect } from "vitest";
import { compile, vetProject } from "./goPrograms";
import { it } from "./languageFixtures";
import { succeed } from "./stack";

describe.for([
  ["dev-key-yaml", "Pulumi.yaml"],
  ["dev-key-python", "__main__.py"],
  ["dev-key-native", "index.ts"],
  ["dev-key-go", "main.go"],
] as const)("examples/%s", ([name, file]) => {
  it("creates a key pair whose private key is a secret output and matches ECS's public key, refreshes it without a change, and deletes it", async ({
    openExample,
    emulator,
  }) => {
    const stack = await openExample(name, file);

    await succeed(stack.up());
    const [pair] = emulator.keyPairs();
    const { privateKey, ...outputs } = await stack.outputs();
    const { stdout: shown } = await succeed(stack.run(["stack", "output", "--json"]));
    await succeed(stack.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]));
    await succeed(stack.destroy());

    expect(outputs).toEqual({
      keyPairName: "dev",
      fingerPrint: pair?.fingerPrint,
      publicKey: pair?.publicKey,
    });
    expect(openSsh(String(privateKey))).toBe(pair?.publicKey);
    expect((JSON.parse(shown) as { privateKey: unknown }).privateKey).toBe("[secret]");
    expect(stack.printed()).not.toContain("PRIVATE KEY");
    expect(emulator.keyPairs()).toEqual([]);
  });
});

it("examples/dev-key-go compiles as it stands, with the versions that it pins", async () => {
  await expect(vetProject("examples/dev-key-go")).resolves.toBeUndefined();
});

it("every example in Go that the SDK's documentation shows compiles", async ({ workspace }) => {
  const schema = await readFile("provider/schema.json", "utf8");
  const { resources, functions } = JSON.parse(schema) as Record<"resources" | "functions", Described>;
  const described = Object.values({ ...resources, ...functions });
  const examples = described.map(({ description }) => description.match(/(?<=```go\n)[^]*?(?=```)/g) ?? []);

  expect(examples.filter(({ length }) => length === 0)).toEqual([]);
  await expect(compile(examples.flat(), workspace.folder)).resolves.toBeUndefined();
});

/** Resources or functions of the package schema. */
type Described = Readonly<Record<string, { readonly description: string }>>;

/** The public half of a PEM key as ECS shows it, without a comment. */
function openSsh(pem: string): string {
  return sshpk.parsePrivateKey(pem, "pem").toPublic().toString("ssh").split(" ").slice(0, 2).join(" ");
}
