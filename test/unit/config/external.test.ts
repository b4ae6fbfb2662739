/** Profiles of mode External, with real programs: what they print, how often they run, and what errors say. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { externalKey } from "../../../provider/config/external";
import { onPosix } from "../posix";
import { moveClock, operation, source } from "./sources";
import { hourMs, inAnHour, it as base, type Named } from "./signInService";

/** A secret that a program has in its arguments, and prints. */
const secret = "s3cret-of-the-program";

const key = { access_key_id: "program-id", access_key_secret: secret };
const session = { mode: "StsToken", ...key, sts_token: "program-token" };

interface Fixtures {
  /** A profile whose program runs this script, with the arguments as they are in the command. */
  external: (script: string, args?: string) => Promise<Named>;
  /** How often {@link counted} ran. */
  runs: () => Promise<number>;
  /** A script that prints something and counts its runs. */
  counted: (printed: unknown) => string;
}

const it = base.extend<Fixtures>({
  external: async ({ folder }, use) => {
    await use(async (script, args = "") => {
      const file = join(folder, "my programs", "get key.cjs");
      await mkdir(join(folder, "my programs"), { recursive: true });
      await writeFile(file, script);
      const process_command = `"${process.execPath}" '${file}' ${args}`;
      return { name: "program", mode: "External", process_command };
    });
  },
  runs: async ({ folder }, use) => {
    await use(async () => (await readFile(join(folder, "runs"), "utf8").catch(() => "")).length);
  },
  counted: async ({ folder }, use) => {
    const count = `require("node:fs").appendFileSync(${JSON.stringify(join(folder, "runs"))}, ".");`;
    await use((printed) => `${count}${printing(printed)}`);
  },
});

function printing(printed: unknown): string {
  const text = typeof printed === "string" ? printed : JSON.stringify(printed);
  return `console.log(${JSON.stringify(text)});`;
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return String(await work.catch((error: unknown) => error));
}

describe("an external program", () => {
  it("gives an access key, and runs once for many calls", async ({ external, profiles, counted, runs }) => {
    const file = await profiles(await external(counted({ mode: "AK", ...key, sts_token: "ignored" })));
    const found = externalKey(file.open());

    const keys = await Promise.all(Array.from({ length: 10 }, () => found(operation())));
    moveClock(24 * hourMs);
    const later = await found(operation());

    expect([...new Set([...keys, later].map((each) => JSON.stringify(each)))]).toEqual([
      JSON.stringify({ accessKeyId: "program-id", accessKeySecret: secret }),
    ]);
    expect(await runs()).toBe(1);
  });

  it("gives a session, and runs again five minutes before it expires", async ({
    external,
    profiles,
    counted,
    runs,
  }) => {
    const file = await profiles(await external(counted({ ...session, expiration: inAnHour() })));
    const found = externalKey(file.open());

    expect(await found(operation())).toEqual({
      accessKeyId: "program-id",
      accessKeySecret: secret,
      securityToken: "program-token",
    });
    moveClock(54 * 60_000);
    await found(operation());
    expect(await runs()).toBe(1);
    moveClock(2 * 60_000);
    await found(operation());
    expect(await runs()).toBe(2);
  });

  it.for([
    ["without an expiration", session],
    ["with an unreadable expiration", { ...session, expiration: "soon" }],
    ["without a mode", { ...session, mode: undefined }],
  ] as const)(
    "that prints a session %s runs again after ten minutes",
    async ([, printed], { external, profiles, counted, runs }) => {
      const file = await profiles(await external(counted(printed)));
      const found = externalKey(file.open());

      expect(await found(operation())).toMatchObject({ securityToken: "program-token" });
      moveClock(9 * 60_000);
      await found(operation());
      expect(await runs()).toBe(1);
      moveClock(2 * 60_000);
      await found(operation());
      expect(await runs()).toBe(2);
    },
  );

  it("gets its arguments without a shell: quoted ones whole, and nothing expanded", async ({
    external,
    profiles,
    folder,
  }) => {
    const list = join(folder, "arguments");
    const script = `require("node:fs").writeFileSync(${JSON.stringify(list)}, JSON.stringify(process.argv.slice(2)));`;
    const args = String.raw`--role "my role" 'it said "no"' \"x\" "" $HOME ; echo * | cat`;
    const file = await profiles(await external(script + printing(session), args));

    await externalKey(file.open())(operation());

    expect(JSON.parse(await readFile(list, "utf8"))).toEqual([
      ...["--role", "my role", 'it said "no"', '"x"', "", "$HOME", ";", "echo", "*", "|", "cat"],
    ]);
  });

  it("gets no input to wait for", async ({ external, profiles }) => {
    const script = `process.stdin.on("end", () => { ${printing(session)} }).resume();`;
    const file = await profiles(await external(script));

    await expect(externalKey(file.open())(operation())).resolves.toMatchObject({ accessKeyId: "program-id" });
  });

  it("writes nothing to the profile file", async ({ external, profiles }) => {
    const file = await profiles(await external(printing(session)));
    const before = await file.text();

    await externalKey(file.open())(operation());

    expect(await file.text()).toBe(before);
  });

  it("serves as source_profile of a role", async ({ external, profiles, find, emulator }) => {
    const account = { mode: "AK", access_key_id: "emulator", access_key_secret: "emulator" };
    const ram_role_arn = `acs:ram::${emulator.accountId()}:role/deploy`;
    const role = { name: "role", mode: "ChainableRamRoleArn", source_profile: "program", ram_role_arn };
    const { file } = await profiles(role, await external(printing(account)));

    const found = await find(source({}, { sharedCredentialsFile: file, profile: "role" }))();

    expect(found.accessKeyId).toMatch(/^STS\./);
    expect(emulator.calls()).toMatchObject([
      { action: "AssumeRole", accessKeyId: "emulator", outcome: "OK" },
    ]);
  });
});

describe("an external program that fails", () => {
  it.for([
    ["with its exit code", "process.exitCode = 3;", "failed with exit code 3"],
    ["with the signal that ended it", `process.kill(process.pid, "SIGTERM");`, "was ended by SIGTERM"],
    ["if it prints nothing", "", "printed no credentials"],
    ["if it prints no JSON", printing(`key: ${secret}`), "printed no credentials"],
    ["if it prints no object", printing([session]), "printed no credentials"],
    ["if its key is incomplete", printing({ ...key, access_key_id: "" }), "printed no credentials"],
    ["if its token is missing", printing({ mode: "StsToken", ...key }), "printed no credentials"],
    [
      "if it prints another mode",
      printing({ mode: "RamRoleArn", ...key }),
      "printed credentials of a mode other than AK and StsToken",
    ],
    [
      "if its session has expired",
      printing({ ...session, expiration: "2026-01-01T00:00:00Z" }),
      "printed credentials that have expired",
    ],
    ["if it prints without end", `process.stdout.write("${secret}".repeat(1e5));`, "printed too much"],
  ] as const)(
    "is reported %s, and neither its command nor its output",
    async ([, fails, text], { external, profiles, find, skip }) => {
      onPosix("signals", skip);
      const script = `console.error("${secret}"); ${fails}`;
      const { file } = await profiles(await external(script, `--secret ${secret}`));

      const failure = await failureOf(
        find(source({}, { sharedCredentialsFile: file, profile: "program" }))(),
      );

      expect(failure).toBe(
        `CredentialsError: can't get credentials from the aliyun CLI's profile file: profile program's process_command ${text}`,
      );
    },
  );

  it.for([
    [
      "does not exist",
      "/nowhere/s3cret --secret s3cret",
      "can't be started (ENOENT). It must name a program",
    ],
    ["is no program", "/ s3cret", "can't be started (EACCES). It must name a program"],
    ["has an impossible argument", "true s3cret\u0000", "can't be started"],
    ["is not quoted well", "true 's3cret", "has a quote that is not closed, or ends in a backslash"],
  ] as const)(
    "because it %s is reported without its command",
    async ([, process_command, text], { profiles, find, skip }) => {
      onPosix("POSIX paths", skip);
      const { file } = await profiles({ name: "program", mode: "External", process_command });

      const failure = await failureOf(
        find(source({}, { sharedCredentialsFile: file, profile: "program" }))(),
      );

      expect(failure).toContain(`profile program's process_command ${text}`);
      expect(failure).not.toContain("s3cret");
    },
  );

  it("because it takes too long is killed", async ({ external, profiles, folder }) => {
    const pidFile = join(folder, "pid");
    const script = `require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
      process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000);`;
    const file = await profiles(await external(script));

    const failure = await failureOf(externalKey(file.open(), 3_000)(operation()));

    expect(failure).toBe("CredentialsError: profile program's process_command took longer than 3 s");
    const pid = Number(await readFile(pidFile, "utf8"));
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it("because the operation ends first is reported by its deadline", async ({ external, profiles }) => {
    const file = await profiles(await external("setInterval(() => undefined, 1000);"));

    await expect(externalKey(file.open(), 2_000)(operation(200))).rejects.toThrow(
      "they did not arrive before the operation's deadline",
    );
  });
});
