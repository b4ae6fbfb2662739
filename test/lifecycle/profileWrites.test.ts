/** Several processes that write to one profile file of the CLI at once: none loses what another has written. */
import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject } from "vitest";
import { it } from "./fixtures";

const run = promisify(execFile);

/** Writes to a profile of the file, `count` times. */
const program = `
const [module, file, name, count] = process.argv.slice(1);
const { writeProfile } = require(module);
const write = (n) => (n > count ? undefined : writeProfile(file, name, { token: n }, { token: n - 1 }).then(() => write(n + 1)));
void write(1);
`;

describe("several runs that renew profiles of one file", () => {
  it("each find what they wrote last, and leave no other file", async ({ home }) => {
    const names = ["one", "two", "three", "four"];
    const file = join(home, "config.json");
    const unused = { name: "unused", mode: "AK", token: 0 };
    const profiles = [...names.map((name) => ({ name, token: 0 })), unused];
    await writeFile(file, JSON.stringify({ current: "unused", profiles }));
    const module = join(
      inject("installed"),
      "node_modules/pulumi-alicloud-keypair/dist/provider/config/profileWrite.js",
    );

    await Promise.all(names.map((name) => run(process.execPath, ["-e", program, module, file, name, "100"])));

    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
      current: "unused",
      profiles: [...names.map((name) => ({ name, token: 100 })), unused],
    });
    expect(await readdir(home)).toEqual(["config.json"]);
  });
});
