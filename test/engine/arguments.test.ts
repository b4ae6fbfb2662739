/** Arguments as a JavaScript program may give them to either class, where no compiler checks them first. */
import { describe, expect } from "vitest";
import { it } from "./fixtures";
import { succeed } from "./stack";

const classes = ["pulumi-alicloud-keypair", "pulumi-alicloud-keypair/native"];

/** The statement that declares a pair with the class of a module. */
function declaration(module: string, args: string): string {
  return `new (require("${module}").KeyPair)("${module}", ${args});`;
}

describe("the arguments of a key pair", () => {
  it("are refused by either class where one does not exist, and may be null", async ({ open, emulator }) => {
    const stack = await open({ plugin: true, program: "" });

    for (const module of classes) {
      await stack.write(declaration(module, '{ keyName: "dev" }'));
      const misspelt = await stack.preview();
      expect(misspelt.exitCode).not.toBe(0);
      expect(misspelt.text).toContain("unknown argument keyName: a key pair takes keyPairName, regionId");

      // An output is no argument either.
      await stack.write(declaration(module, '{ privateKey: "s3cret" }'));
      const output = await stack.preview();
      expect(output.text).toContain("unknown argument privateKey: a key pair takes");
      expect(output.text).not.toContain("s3cret");
    }

    await stack.write(classes.map((module) => declaration(module, "null, null")).join("\n"));
    expect((await succeed(stack.preview())).text).toContain("+ 3 to create");
    expect(emulator.calls()).toEqual([]);
  });
});
