/** One program in every language of the plugin: a key pair, another that takes on its key, and pairs that are taken over. */
/** What the program says at one moment of its life. */
export interface Chapter {
  /** The name of the pair `dev`, whose public key the pair `copy` takes on; its tags repeat name and fingerprint. */
  readonly keyPairName: string;
  /** Whether it takes over `cn-beijing/theirs` by the resource option `import`. */
  readonly takesTheirs?: boolean;
}

/** A language of the plugin. */
export interface Language {
  readonly name: string;
  /** The file that the program stands in. */
  readonly file: string;
  program(chapter: Chapter): string;
  /** What the program says of `cn-beijing/second` behind that; undefined where `pulumi import` writes it in this language. */
  readonly second: string | undefined;
}

export const typescript: Language = {
  name: "typescript",
  file: "index.ts",
  program: ({ keyPairName, takesTheirs = false }) => `
import * as alicloud from "pulumi-alicloud-keypair/native";

const dev = new alicloud.KeyPair("dev", { keyPairName: "${keyPairName}" });
new alicloud.KeyPair("copy", { keyPairName: "copy", publicKey: dev.publicKey, tags: { after: dev.keyPairName, of: dev.fingerPrint } });
${takesTheirs ? theirsInTypescript : ""}
export const privateKey = dev.privateKey;
`,
  second: `
new alicloud.KeyPair("second", { keyPairName: "second", regionId: "cn-beijing", tags: { team: "c" } });
`,
};

const theirsInTypescript = `new alicloud.KeyPair(
  "theirs",
  { keyPairName: "theirs", regionId: "cn-beijing", tags: { team: "b" } },
  { import: "cn-beijing/theirs" },
);`;

const python: Language = {
  name: "python",
  file: "__main__.py",
  program: ({ keyPairName, takesTheirs = false }) => `
import pulumi
import pulumi_alicloud_keypair as alicloud

dev = alicloud.KeyPair("dev", key_pair_name="${keyPairName}")
alicloud.KeyPair("copy", key_pair_name="copy", public_key=dev.public_key, tags={"after": dev.key_pair_name, "of": dev.finger_print})
${takesTheirs ? theirsInPython : ""}
pulumi.export("privateKey", dev.private_key)
`,
  second: `
alicloud.KeyPair("second", key_pair_name="second", region_id="cn-beijing", tags={"team": "c"})
`,
};

const theirsInPython = `alicloud.KeyPair(
    "theirs",
    key_pair_name="theirs",
    region_id="cn-beijing",
    tags={"team": "b"},
    opts=pulumi.ResourceOptions(import_="cn-beijing/theirs"),
)`;

const yaml: Language = {
  name: "yaml",
  file: "Pulumi.yaml",
  program: ({ keyPairName, takesTheirs = false }) => `outputs:
  privateKey: \${dev.privateKey}
resources:
  dev:
    type: alicloud-keypair:KeyPair
    properties:
      keyPairName: ${keyPairName}
  copy:
    type: alicloud-keypair:KeyPair
    properties:
      keyPairName: copy
      publicKey: \${dev.publicKey}
      tags:
        after: \${dev.keyPairName}
        of: \${dev.fingerPrint}
${takesTheirs ? theirsInYaml : ""}`,
  second: undefined,
};

const theirsInYaml = `  theirs:
    type: alicloud-keypair:KeyPair
    properties:
      keyPairName: theirs
      regionId: cn-beijing
      tags:
        team: b
    options:
      import: cn-beijing/theirs
`;

/** The languages that a program can be written in, YAML last. */
export const languages: readonly Language[] = [typescript, python, yaml];
