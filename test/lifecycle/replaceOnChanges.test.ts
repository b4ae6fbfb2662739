/** Pulumi's option replaceOnChanges on the dynamic host, whose class passes it on; for the plugin the engine sees to it. */
import { describe, expect } from "vitest";
import { inputs, it } from "./fixtures";

const outputs = inputs({
  keyPairName: "dev",
  regionId: "cn-hangzhou",
  fingerPrint: "f",
  tags: { team: "a", env: "x" },
});

describe("replaceOnChanges", () => {
  it.for([
    [["*"], ["tags"]],
    [["tags"], ["tags"]],
    [["tags.team"], ["tags"]],
    [['tags["team"]'], ["tags"]],
    [["tags.env"], []],
    [["resourceGroupId"], []],
    [["detachOnDelete", "owner", "__provider"], []],
    [[], []],
  ] as const)(
    "%j replaces a pair whose tag team changes by %j",
    async ([replaceOnChanges, replaces], { host }) => {
      const news = inputs({ keyPairName: "dev", tags: { team: "b", env: "x" }, replaceOnChanges });

      const { failures } = await host.check({}, news);
      const diff = await host.diff(outputs, news);

      expect(failures).toEqual([]);
      expect(diff).toMatchObject({ changes: true, replaces });
    },
  );

  it("that is added or changed by itself changes nothing", async ({ host }) => {
    const news = inputs({ keyPairName: "dev", tags: { team: "a", env: "x" }, replaceOnChanges: ["*"] });

    expect(await host.diff(outputs, news)).toMatchObject({ changes: false });
  });

  it("never replaces for a flag", async ({ host }) => {
    const args = { keyPairName: "dev", tags: { team: "a", env: "x" }, detachOnDelete: true };

    const diff = await host.diff(outputs, inputs({ ...args, replaceOnChanges: ["*"] }));

    expect(diff).toMatchObject({ changes: true, replaces: [] });
  });
});
