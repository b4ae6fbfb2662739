/** The owner of a pair: its tag, what state has on record, and how both are read. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isOf,
  isOfStack,
  isOnlyOf,
  isTagOf,
  ownerOnRecord,
  ownerTag,
  readOwner,
  readTag,
  resourceText,
  stackText,
} from "../../../provider/resource/owner";

const deploy = { project: "shop", stack: "prod", parents: "", name: "deploy" };
const nested = { ...deploy, parents: "acme:web:Site$acme:web:Part" };

describe("the owner tag", () => {
  it("reads project/stack/name, as release 0.1.0 wrote it, where the resource has no parents", () => {
    expect(ownerTag(deploy)).toBe("shop/prod/deploy");
  });

  it("has the parents' types before the name", () => {
    expect(ownerTag(nested)).toBe("shop/prod/acme:web:Site$acme:web:Part::deploy");
  });

  it("is truncated and hashed only beyond 128 characters, so that two long owners stay distinct", () => {
    const long = { ...deploy, name: "n".repeat(150) };

    const tags = [ownerTag({ ...long, name: `${long.name}1` }), ownerTag({ ...long, name: `${long.name}2` })];

    expect(tags.map((tag) => tag.length)).toEqual([128, 128]);
    expect(tags[0]).not.toBe(tags[1]);
    expect(tags[0]).toMatch(/^shop\/prod\/nnn/);
  });

  it("contains no address and no control character, which ECS rejects in a tag", () => {
    const tag = ownerTag({ ...deploy, name: "100% of HTTPS://acme.example\n" });

    expect(tag).toBe("shop/prod/100%25 of HTTPS%3A%2F%2Facme.example%0A");
    expect(readTag(tag).resource?.name).toBe("100% of HTTPS://acme.example\n");
  });

  it("distinguishes a name with two colons from a name below a parent", () => {
    const colons = { ...deploy, name: "a::b" };

    expect(ownerTag(colons)).not.toBe(ownerTag({ ...deploy, parents: "a", name: "b" }));
    expect(readTag(ownerTag(colons)).resource).toEqual({ parents: "", name: "a::b" });
  });
});

const word = fc.stringMatching(/^[A-Za-z0-9_.-]{1,60}$/);
const type = fc.stringMatching(/^[a-z]{1,20}:[a-z/]{1,20}:[A-Z][a-z]{0,20}$/);
const owners = fc.record({
  project: word,
  stack: word,
  parents: fc.array(type, { maxLength: 3 }).map((types) => types.join("$")),
  name: fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" }),
});

describe("any owner", () => {
  it("can be read back from its line, and from its tag unless that is hashed", () => {
    fc.assert(
      fc.property(owners, (owner) => {
        const { project, stack, parents, name } = owner;
        const { stack: inTag, resource } = readTag(ownerTag(owner));

        expect(readOwner(`${stackText(owner)}/${resourceText(owner)}`)).toEqual(owner);
        expect(readOwner(ownerOnRecord(owner))).toEqual(owner);
        expect(inTag ?? { project, stack }).toEqual({ project, stack });
        expect(resource ?? { parents, name }).toEqual({ parents, name });
        expect(ownerTag(owner).length).toBeLessThanOrEqual(128);
      }),
    );
  });

  it("has one tag, which no other owner shares", () => {
    fc.assert(
      fc.property(owners, owners, (one, other) => {
        const same = ownerOnRecord(one) === ownerOnRecord(other);

        expect(ownerTag(one) === ownerTag(other)).toBe(same);
        expect(isTagOf(ownerOnRecord(one), ownerTag(other))).toBe(same);
      }),
    );
  });
});

describe("whose a tag is", () => {
  it("is recognized by the current tag, and by the one that release 0.1.0 wrote below parents", () => {
    expect(isOf(nested, ownerTag(nested))).toBe(true);
    expect(isOf(nested, "shop/prod/deploy")).toBe(true);
    expect(isOnlyOf(nested, "shop/prod/deploy")).toBe(false);
    expect(isOf(nested, "shop/prod/acme:web:Site::deploy")).toBe(false);
  });

  it("changes once a resource that this release tagged is given parents", () => {
    expect(isOf(nested, ownerOnRecord(deploy))).toBe(false);
    expect(isOf(deploy, ownerOnRecord(deploy))).toBe(true);
    expect(isOf(deploy, "shop/prod/deploy")).toBe(true);
  });

  it("is uncertain where the tag is truncated within the stack's name", () => {
    const long = { ...deploy, project: "p".repeat(100), name: "n".repeat(30) };

    expect(isOfStack(long, ownerTag(long))).toBe("perhaps");
    expect(readTag(ownerTag(long))).toEqual({ stack: undefined, resource: undefined });
    expect(isOfStack(deploy, "shop/prod2/deploy")).toBe("no");
    expect(isOfStack(deploy, "shop/prod/deploy")).toBe("yes");
  });
});
