/** Whatever is asked for, a refresh straight after a create shows no difference. */
import fc from "fast-check";
import { expect } from "vitest";
import { inputs, it } from "./fixtures";

const text = fc
  .string({ unit: "grapheme-ascii", maxLength: 20 })
  .filter((each) => !/^(aliyun|acs:|https?:)/i.test(each));

const args = fc.record(
  {
    keyPairName: fc.stringMatching(/^[a-z][a-z0-9:_-]{5,20}$/),
    regionId: fc.constantFrom("cn-hangzhou", "cn-beijing"),
    resourceGroupId: fc.constantFrom("rg-aaaaaaaaaaaaaaa", ""),
    tags: fc.dictionary(
      text.filter((key) => key.trim() !== ""),
      text,
      { maxKeys: 5 },
    ),
    ownerTags: fc.boolean(),
    detachOnDelete: fc.boolean(),
    keySource: fc.constantFrom("ecs", "local"),
  },
  { requiredKeys: [] },
);

it("shows no difference for any combination of arguments, and deletes what it made", async ({
  host,
  emulator,
}) => {
  await fc.assert(
    fc.asyncProperty(args, async (some) => {
      const { inputs: checked, failures } = await host.check({}, inputs(some));
      const { id, outs } = await host.create(checked);

      const { props } = await host.read(id, outs);
      const again = await host.diff(props, checked);
      await host.delete(id, props);

      expect(failures).toEqual([]);
      expect(again).toMatchObject({ changes: false, replaces: [] });
      expect(emulator.keyPairs()).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
