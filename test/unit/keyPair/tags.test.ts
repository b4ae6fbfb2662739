/** The provider's own tags: readable, and never too long. */
import { describe, expect, it } from "vitest";
import { ownerTag } from "../../../provider/keyPair/tags";

describe("the owner tag", () => {
  it("reads project/stack/resource name", () => {
    expect(ownerTag({ project: "shop", stack: "prod", name: "deploy" })).toBe("shop/prod/deploy");
  });

  it("is cut and hashed only beyond 128 characters, so that two long owners stay apart", () => {
    const long = { project: "shop", stack: "prod", name: "n".repeat(150) };

    const tags = [ownerTag({ ...long, name: `${long.name}1` }), ownerTag({ ...long, name: `${long.name}2` })];

    expect(tags.map((tag) => tag.length)).toEqual([128, 128]);
    expect(tags[0]).not.toBe(tags[1]);
    expect(tags[0]).toMatch(/^shop\/prod\/nnn/);
  });
});
