/** The CLI's profile file: the errors for one that can't be used, and when another source is used instead. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, vi } from "vitest";
import { defaultRegion } from "../../../provider/config/region";
import { onPosix } from "../posix";
import { it as base, source } from "./sources";

/** A key of the file that no message may contain. */
const key = { mode: "AK", access_key_id: "file-id", access_key_secret: "file-s3cret" };
const main = { name: "main", region_id: "cn-main", ...key };

const it = base.extend<{ defaultFile: string }>({
  // The CLI's default path, in the test's own home folder.
  defaultFile: async ({ folder, skip }, use) => {
    onPosix("HOME", skip);
    vi.stubEnv("HOME", folder);
    await mkdir(join(folder, ".aliyun"));
    await use(join(folder, ".aliyun", "config.json"));
    vi.unstubAllEnvs();
  },
});

async function failureOf(work: Promise<unknown>): Promise<string> {
  return String(await work.catch((error: unknown) => error));
}

describe("a configured profile file", () => {
  it.for([
    ["empty", "", /config\.json is empty\. Create it with aliyun configure/],
    ["only white space", " \n", /config\.json is empty/],
    ["not JSON", `{"access_key_secret": "file-s3cret",`, /config\.json is not JSON\. Correct it/],
    ["not an object", `["file-s3cret"]`, /config\.json has no "profiles" list/],
    ["without profiles", `{"current": "file-s3cret"}`, /config\.json has no "profiles" list/],
    [
      "without a current profile",
      JSON.stringify({ profiles: [main] }),
      /config\.json has no current profile\. Choose one with ALICLOUD_PROFILE/,
    ],
    [
      "naming an unknown current profile",
      JSON.stringify({ current: "file-s3cret", profiles: [main] }),
      /config\.json names an unknown current profile\. Choose one with ALICLOUD_PROFILE/,
    ],
  ] as const)("that is %s is an error that never quotes it", async ([, content, text], { find, write }) => {
    const file = await write("config.json", content);

    const failure = await failureOf(find(source({}, { sharedCredentialsFile: file }))());

    expect(failure).toMatch(text);
    expect(failure).toContain(file);
    expect(failure).not.toContain("s3cret");
  });

  it("that is missing is an error that names the file and the setting", async ({ find, folder }) => {
    const file = join(folder, "missing.json");

    const byVariable = await failureOf(find(source({ ALICLOUD_SHARED_CREDENTIALS_FILE: file }))());
    const bySetting = await failureOf(find(source({}, {}, { sharedCredentialsFile: file }))());

    expect(byVariable).toContain(`profile file ${file} not found. Correct ALICLOUD_SHARED_CREDENTIALS_FILE`);
    expect(bySetting).toContain(`profile file ${file} not found. Correct alicloud:sharedCredentialsFile`);
  });

  it("that is a directory is an error that says so", async ({ find, folder }) => {
    const failure = await failureOf(find(source({}, { sharedCredentialsFile: folder }))());

    expect(failure).toContain(`${folder} is a directory. Name the profile file`);
  });

  it("that can't be read is an error that says so", async ({ find, folder, skip }) => {
    onPosix("symbolic links", skip);
    const file = join(folder, "loop.json");
    await symlink(file, file);

    const failure = await failureOf(find(source({}, { sharedCredentialsFile: file }))());

    expect(failure).toContain(`${file} can't be read (ELOOP). Make it readable for the user who runs Pulumi`);
  });

  it("may start with a byte order mark", async ({ find, write }) => {
    const file = await write("config.json", `\uFEFF${JSON.stringify({ current: "main", profiles: [main] })}`);

    expect((await find(source({}, { sharedCredentialsFile: file }))()).accessKeyId).toBe("file-id");
  });

  it("is not opened if the environment has a key", async ({ find, folder }) => {
    const environment = { ALICLOUD_ACCESS_KEY: "env-id", ALICLOUD_SECRET_KEY: "env-s3cret" };

    const found = await find(source(environment, { sharedCredentialsFile: folder }))();

    expect(found.accessKeyId).toBe("env-id");
  });
});

describe("a configured profile", () => {
  it("that is missing from the file is an error that names file and setting", async ({ find, write }) => {
    const file = await write("config.json", JSON.stringify({ current: "main", profiles: [main] }));

    const failure = await failureOf(
      find(source({ ALIBABA_CLOUD_PROFILE: "nobody" }, { sharedCredentialsFile: file }))(),
    );

    expect(failure).toContain(`profile nobody not found in ${file}. Correct ALIBABA_CLOUD_PROFILE`);
  });

  it("without a file is an error that names the CLI's default file", async ({ find, defaultFile }) => {
    const failure = await failureOf(find(source({}, { profile: "main" }))());

    expect(failure).toContain(
      `alicloud-keypair:profile names a profile, but its file ${defaultFile} was not found. Create it with aliyun configure`,
    );
  });
});

describe("the CLI's default file", () => {
  it("is ignored if it is missing", async ({ find, defaultFile }) => {
    const failure = await failureOf(find(source({}))());

    expect(failure).toMatch(/no Alibaba Cloud credentials found/);
    expect(failure).not.toContain(defaultFile);
  });

  it.for([
    ["is not JSON", "file-s3cret", "is not JSON"],
    ["has no current profile", JSON.stringify({ current: "", profiles: [main] }), "has no current profile"],
    [
      "has a current profile without a key",
      JSON.stringify({ current: "main", profiles: [{ name: "main", mode: "AK" }] }),
      "but no access_key_id",
    ],
  ] as const)(
    "that %s is listed among the sources that were tried",
    async ([, content, why], { find, defaultFile }) => {
      await writeFile(defaultFile, content);

      const failure = await failureOf(find(source({}))());

      expect(failure).toMatch(
        /no Alibaba Cloud credentials found\. Set one of these, tried in this order.*the aliyun CLI's profile file \(/,
      );
      expect(failure).toContain(why);
      expect(failure).not.toContain("s3cret");
    },
  );

  it("that can't be used gives way to a source after it", async ({ find, defaultFile, emulator }) => {
    await writeFile(defaultFile, "not JSON");

    const failure = await failureOf(find(source({ ALIBABA_CLOUD_CREDENTIALS_URI: emulator.url }))());

    expect(failure).toMatch(/can't get credentials from credentialsUri/);
  });

  it("that can't be used does not fail the lookup of a region", async ({ defaultFile }) => {
    await writeFile(defaultFile, "not JSON");

    expect(defaultRegion(source({}))).toBeUndefined();
    expect(defaultRegion(source({}, { profile: "nobody" }))).toBeUndefined();
  });
});
