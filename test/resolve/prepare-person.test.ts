import { afterAll, beforeAll, expect, test } from "vitest";
import { startPreparing, type Preparing } from "./prepare.ts";

let preparing: Preparing;
beforeAll(async () => {
  preparing = await startPreparing();
});
afterAll(() => preparing.close());

const WHOLE = { first: "first-name", last: "last-name", name: "name" } as const;

test("where one of two records with whole names lacks its last name, the whole names say all", async () => {
  const full = { first: "Ann", last: "Lee", name: "Ann Mary Lee" };
  const cut = { first: "Ann", last: null, name: "Ann Lee" };
  expect(await preparing.see(WHOLE, full, cut)).toEqual({ first: "missing", last: "missing", name: "same as the other's person" });
  expect(await preparing.see(WHOLE, full, { ...full, name: "Ann Lee" })).toEqual({
    first: "same first name",
    last: "same last name",
    name: "missing",
  });
});

test("first names alone are compared where no whole name is declared", async () => {
  const { name: _, ...apart } = WHOLE;
  expect(await preparing.see(apart, { first: "Ann", last: "Lee" }, { first: "Ann", last: null })).toEqual({
    first: "same first name",
    last: "missing",
  });
});

test("a name made of the first name alone is compared as a whole name, and counts once", async () => {
  const seen = await preparing.see(WHOLE, { first: "Ann", last: "Lee", name: "Ann Lee" }, { first: "Ann", last: null, name: null });
  expect(seen).toMatchObject({ first: "missing", last: "missing" });
  expect(seen["name"]).not.toBe("missing");
});
