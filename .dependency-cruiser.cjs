/** The house's import directions: hosts → resources.ts → resource folders → ecs/api ← ecs/client → rpc; the emulator shares nothing. */

/** Every folder of `provider/` that is not another room is a resource's. */
const resourceFolders = "^provider/(?!(dynamic|plugin|host|config|resource|sshKey|ecs|rpc)/)[^/]+/";

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      // Pulumi's code generators import what they may need.
      from: { pathNot: "^sdk/nodejs/native/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      from: { pathNot: "^examples/" },
      to: { couldNotResolve: true },
    },
    {
      // Functions run in the program's process: sdk/nodejs loads them at the first call.
      name: "sdk-takes-only-the-dynamic-host-fields-and-types",
      severity: "error",
      from: { path: "^sdk/nodejs" },
      to: {
        path: "^provider/",
        pathNot: "^provider/([^/]+/(dynamic|fields)|dynamic/functions)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "hosts-share-only-what-is-for-both",
      severity: "error",
      from: { path: "^provider/(dynamic|plugin|host)/" },
      to: { path: "^provider/(dynamic|plugin)/", pathNot: "^provider/$1/" },
    },
    {
      name: "hosts-know-resources-only-by-the-list",
      severity: "error",
      from: { path: "^provider/(dynamic|plugin|host)/" },
      to: {
        path: "^provider/",
        pathNot:
          "^provider/(dynamic|plugin|host|config|resource|ecs|rpc)/|^provider/(resources\\.ts|schema\\.json)$",
      },
    },
    {
      name: "hosts-reach-ecs-only-through-the-port-and-its-opener",
      severity: "error",
      from: { path: "^provider/(dynamic|plugin|host)/" },
      to: {
        path: "^provider/(ecs|rpc)/",
        pathNot: "^provider/(ecs/(api|instanceApi|client)|rpc/(errors|operation))\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "the-list-takes-a-resource-whole",
      severity: "error",
      from: { path: "^provider/resources\\.ts$" },
      to: {
        path: "^provider/",
        pathNot: "^provider/[^/]+/(resource|get[A-Z][^/]*)\\.ts$|^provider/resource/needed\\.ts$",
      },
    },
    {
      // A resource's dynamic.ts is the dynamic host's: the module that state refers to.
      name: "resources-know-neither-hosts-nor-pulumi",
      severity: "error",
      from: { path: resourceFolders, pathNot: "/dynamic\\.ts$" },
      to: {
        path: "^provider/(dynamic|plugin|host|resources\\.ts)|^sdk/|node_modules/@pulumi|node_modules/@alicloud|node_modules/@darabonba",
      },
    },
    {
      name: "resources-reach-ecs-only-through-the-port",
      severity: "error",
      from: { path: resourceFolders },
      to: {
        path: "^provider/(ecs|rpc|config)/",
        pathNot: "^provider/(ecs/(api|instanceApi)|rpc/errors|rpc/operation)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "what-all-resources-share-knows-none-of-them",
      severity: "error",
      from: { path: "^provider/resource/" },
      to: {
        path: "^provider/",
        pathNot: "^provider/(resource/|ecs/(api|instanceApi|keyPairRef)\\.ts|rpc/(errors|operation)\\.ts)",
      },
    },
    {
      name: "key-formats-import-nobody",
      severity: "error",
      from: { path: "^provider/sshKey/" },
      to: { path: "^(provider|sdk|cli)/", pathNot: "^provider/sshKey/" },
    },
    {
      name: "ecs-takes-rpc-and-no-other",
      severity: "error",
      from: { path: "^provider/ecs/" },
      to: { path: "^provider/(?!ecs/|rpc/)|^sdk/|node_modules/@pulumi" },
    },
    {
      name: "rpc-is-at-the-bottom",
      severity: "error",
      from: { path: "^provider/rpc/" },
      to: { path: "^provider/(?!rpc/)|^sdk/|node_modules/@pulumi|node_modules/@alicloud/ecs" },
    },
    {
      name: "config-knows-no-host-and-no-resource",
      severity: "error",
      from: { path: "^provider/config/" },
      to: { path: "^provider/(?!config/|rpc/|ecs/ask\\.ts)|^sdk/|node_modules/@pulumi" },
    },
    {
      name: "cli-is-a-host-and-knows-no-other",
      severity: "error",
      from: { path: "^cli/" },
      to: { path: "^provider/(dynamic|plugin)/|^sdk/|node_modules/@(pulumi|alicloud|darabonba)" },
    },
    {
      name: "only-the-command-imports-its-logic",
      severity: "error",
      from: { path: "^(provider|sdk|emulator)/" },
      to: { path: "^cli/" },
    },
    {
      name: "emulator-is-independent",
      severity: "error",
      from: { path: "^emulator/" },
      to: { path: "^(provider|sdk|cli|scripts|test)/|node_modules/@(alicloud|pulumi|darabonba)" },
    },
    {
      name: "the-contract-is-stated-without-the-code-that-keeps-it",
      severity: "error",
      from: { path: "^emulator/contract/" },
      to: {
        path: "^emulator/",
        pathNot: "^emulator/(contract/|readings\\.ts$)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "the-emulator-does-not-read-its-contract",
      severity: "error",
      from: { path: "^emulator/", pathNot: "^emulator/contract/" },
      to: { path: "^emulator/contract/" },
    },
    {
      // It compares the service with the contract: neither the resources nor the emulator itself take part.
      name: "conformance-takes-the-signed-client-and-the-contract",
      severity: "error",
      from: { path: "^cli/conformance/" },
      to: {
        path: "^(provider|emulator|cli)/",
        pathNot:
          "^provider/(config|rpc)/|^provider/resource/rules\\.ts$|^emulator/(contract/|readings\\.ts$)|^cli/conformance/",
      },
    },
    {
      name: "no-circles",
      comment:
        "Nobody can read one file of a circle without the others; that of the generated SDK is the generator's.",
      severity: "error",
      from: { pathNot: "^sdk/nodejs/native/" },
      to: { circular: true },
    },
    {
      name: "shipped-code-does-not-reach-into-tests",
      severity: "error",
      from: { path: "^(provider|sdk|cli|emulator)/" },
      to: { path: "^(test|scripts|examples)/" },
    },
    {
      name: "vendor-sdk-stays-in-the-client-the-adapter-and-credentials",
      severity: "error",
      from: { path: "^(sdk|provider)/", pathNot: "^provider/(rpc|ecs|config)/" },
      to: { path: "node_modules/@(alicloud|darabonba)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".mts", ".js", ".mjs", ".cjs", ".d.ts"],
    },
  },
};
