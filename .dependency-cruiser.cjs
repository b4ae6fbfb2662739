/** The house's import directions: hosts → host → keyPair → ecs/api ← ecs/client; the emulator shares nothing. */
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
      name: "sdk-takes-only-the-dynamic-host-and-types",
      severity: "error",
      from: { path: "^sdk/nodejs" },
      to: { path: "^provider/", pathNot: "^provider/dynamic/index", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "hosts-share-only-what-is-for-both",
      severity: "error",
      from: { path: "^provider/(dynamic|plugin|host)/" },
      to: { path: "^provider/(dynamic|plugin)/", pathNot: "^provider/$1/" },
    },
    {
      name: "core-knows-neither-hosts-nor-pulumi",
      severity: "error",
      from: { path: "^provider/keyPair" },
      to: {
        path: "^provider/(dynamic|plugin|host)|^sdk/|node_modules/@pulumi|node_modules/@alicloud|node_modules/@darabonba",
      },
    },
    {
      name: "core-reaches-ecs-only-through-the-port",
      severity: "error",
      from: { path: "^provider/keyPair" },
      to: {
        path: "^provider/(ecs|config)/",
        pathNot: "^provider/ecs/(api|errors|operation)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "ecs-is-a-leaf",
      severity: "error",
      from: { path: "^provider/ecs" },
      to: { path: "^provider/(?!ecs/)|^sdk/|node_modules/@pulumi" },
    },
    {
      name: "config-knows-no-host-and-no-core",
      severity: "error",
      from: { path: "^provider/config" },
      to: { path: "^provider/(dynamic|plugin|host|keyPair)|^sdk/|node_modules/@pulumi" },
    },
    {
      name: "cli-is-a-host-and-knows-no-other",
      severity: "error",
      from: { path: "^cli/" },
      to: { path: "^provider/(dynamic|plugin)|^sdk/|node_modules/@(pulumi|alicloud|darabonba)" },
    },
    {
      name: "emulator-is-independent",
      severity: "error",
      from: { path: "^test/emulator" },
      to: {
        path: "^(provider|sdk|scripts|test/(unit|lifecycle|plugin|engine))/|node_modules/@(alicloud|pulumi|darabonba)",
      },
    },
    {
      name: "shipped-code-does-not-reach-into-tests",
      severity: "error",
      from: { path: "^(provider|sdk)/" },
      to: { path: "^(test|scripts|examples)/" },
    },
    {
      name: "vendor-sdk-stays-in-the-adapter-and-credentials",
      severity: "error",
      from: { path: "^(sdk|provider)/", pathNot: "^provider/(ecs|config)/" },
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
