// The Python that the tests of Python programs run on.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { ensurePython } from "../../../scripts/setup/python.mjs";
import { test as base } from "./fixtures";

interface Fixtures {
  readonly notes: string;
  /** Puts a `python3` of that version on the PATH; its virtual environments hold a `pip` that notes its calls. */
  readonly putPython: (version: string, pip?: string) => Promise<void>;
}

const test = base.extend<Fixtures>({
  notes: async ({ folder }, use) => {
    await use(join(folder, "installs"));
  },
  putPython: async ({ program, notes }, use) => {
    await use(async (version, pip = `echo "$@" >> ${notes}`) => {
      await program(
        "python3",
        `case "$2" in
  venv) mkdir -p "$3/bin"; printf '#!/bin/sh\\n%s\\n' '${pip}' > "$3/bin/pip"; chmod +x "$3/bin/pip";;
  *) echo ${version};;
esac`,
      );
    });
  },
});

test("a virtual environment with the pinned packages is made once", async ({ env, notes, putPython }) => {
  await putPython("3.11.7");

  const [first, second] = await Promise.all([ensurePython(env), ensurePython(env)]);

  expect(second).toBe(first);
  const installs = (await readFile(notes, "utf8")).trim().split("\n");
  expect(installs).toEqual([
    expect.stringMatching(/^install .* -r \S+\/scripts\/python\/requirements\.txt$/u),
  ]);
});

test("one whose packages could not be installed is made again", async ({ env, notes, putPython }) => {
  await putPython("3.11.7", "exit 1");
  await expect(ensurePython(env)).rejects.toThrow("pip");
  await putPython("3.11.7");

  await ensurePython(env);

  expect((await readFile(notes, "utf8")).trim().split("\n")).toHaveLength(1);
});

test("a Python that is too old is refused", async ({ env, putPython }) => {
  await putPython("3.9.18");

  await expect(ensurePython(env)).rejects.toThrow(/python3 is 3\.9\.18\. Install Python 3\.10 or newer/u);
});

test("where there is no Python, the error says what to install", async ({ env, folder }) => {
  await expect(ensurePython({ ...env, PATH: join(folder, "bin") })).rejects.toThrow(
    "there is no `python3` on the PATH. Install Python 3.10 or newer",
  );
});
