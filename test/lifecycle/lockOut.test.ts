/** Nobody is ever locked out. */
import { afterAll, describe, expect, it } from "vitest";
import { totals } from "./lockOut/doors";
import { openGrounds } from "./lockOut/ground";

const grounds = openGrounds();
afterAll(async () => {
  await grounds.close();
  console.log(totals);
});

describe("a rotation", () => {
  it("that nothing disturbs calls these actions", () =>
    grounds.use(async ({ program, guard }) => {
      console.time("rot");
      program.rotate();
      expect(await program.up()).toBeUndefined();
      console.timeEnd("rot");
      console.log(guard.actions().join(" "));
      console.log(totals);
    }));
  it("again", () =>
    grounds.use(async ({ program, guard }) => {
      for (let i = 0; i < 10; i++) {
        console.time("rot");
        const l = totals.logins;
        program.rotate();
        expect(await program.up()).toBeUndefined();
        console.timeEnd("rot");
        console.log(totals.logins - l);
      }
      console.log(guard.actions().join(" "), totals);
    }));
});
