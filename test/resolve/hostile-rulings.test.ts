import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { sql } from "../../src/sql/index.ts";
import type { AttributeRole } from "../../src/model/index.ts";
import { startEngine, type GivenRecord } from "../detect/given.ts";
import { person, resolveGiven, type GivenIdentity, type Who } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(() => close());

/** `1 Ann a`: key, person's number, ref. */
const rec = (id: string, number: number | null, ref: string | null = null): GivenRecord => ({
  id,
  name: number === null ? null : person(number).name,
  phone: number === null ? null : person(number).phone,
  ref,
});

const rule = (members: GivenIdentity["members"], more: Partial<GivenIdentity> = {}): Promise<Who> =>
  resolveGiven(engine, {
    attributes: { name: "name", phone: "phone" },
    fields: ["ref"],
    members,
    links: [{ from: "crm", to: "books", key: "ref" }],
    ...more,
  });

describe("decisions and keys", () => {
  test("a decision wins over the key that contradicts it, and over evidence", async () => {
    const who = await rule(
      { crm: { records: [rec("1", 1, "a"), rec("2", 2)] }, books: { records: [rec("1", 1, "a"), rec("2", 9)] } },
      { decisions: ["crm 1 ≠ books 1", "books 2 = crm 2"] },
    );
    expect(who.groups).toEqual(["books 2 = crm 2"]);
    expect(who.links.map(({ status, method }) => `${status} ${method}`).toSorted()).toEqual(["accepted decision", "rejected decision"]);
  });

  test("a chain of decisions makes one entity of records that share nothing, over three systems and within one", async () => {
    const who = await rule(
      {
        crm: { records: [rec("1", 1), rec("2", 2), rec("3", 3)] },
        books: { records: [rec("1", 4), rec("2", 5)] },
        shop: { records: [rec("1", 6), rec("2", null)] },
      },
      {
        decisions: ["crm 1 = crm 2", "crm 2 = books 1", "books 1 = shop 1", "shop 1 = shop 2", "crm 3 ≠ crm 1"],
        links: [{ from: "crm", to: "books" }],
      },
    );
    expect(who.groups).toEqual(["books 1 = crm 1 = crm 2 = shop 1 = shop 2"]);
    expect([who.pairs("rejected"), who.reviewed.notes]).toEqual([["crm 1 – crm 3"], []]);
  });

  test("a chain that contradicts a decision, or keys that do, are followed, and told", async () => {
    const who = await rule(
      { crm: { records: [rec("1", 1, "a"), rec("2", 2, "a"), rec("3", 3)] }, books: { records: [rec("1", 4, "a"), rec("2", 5, "b")] } },
      { decisions: ["crm 1 ≠ crm 2", "crm 3 = books 2"] },
    );
    expect(who.groups).toEqual(["books 1 = crm 1 = crm 2", "books 2 = crm 3"]);
    expect(who.reviewed.notes.join()).toContain("1 pair that was told to be different is one all the same");
  });

  test("a key of two and two ties all of them, whichever of the pairs a person tells apart", async () => {
    for (const apart of ["crm 1 ≠ books 1", "crm 1 ≠ books 2", "crm 2 ≠ books 1", "crm 2 ≠ books 2"]) {
      const both = { records: [rec("1", 1, "a"), rec("2", 1, "a")] };
      const who = await rule({ crm: both, books: both }, { decisions: [apart] });
      expect(who.groups).toEqual(["books 1 = books 2 = crm 1 = crm 2"]);
      expect(who.reviewed.notes.join()).toContain("1 pair that was told to be different");
    }
    const one = await rule(
      { crm: { records: [rec("1", 1, "a"), rec("2", 2, "a"), rec("3", 3, "a")] }, books: { records: [rec("1", 4, "a")] } },
      { decisions: ["crm 1 ≠ books 1"] },
    );
    expect(one.groups).toEqual(["books 1 = crm 2 = crm 3"]);
  });

  test("evidence never brings together what a person keeps apart, by whatever way", async () => {
    const who = await rule(
      {
        crm: { records: [rec("1", 1), ...range(20, 40)] },
        books: { records: [rec("1", 1), ...range(20, 40)] },
        shop: { records: [rec("1", 1), ...range(20, 40)] },
      },
      {
        decisions: ["crm 1 ≠ shop 1"],
        links: [
          { from: "crm", to: "books" },
          { from: "books", to: "shop" },
          { from: "crm", to: "shop" },
        ],
      },
    );
    expect(who.groups).toHaveLength(20);
    expect(who.isOne("crm 1", "shop 1")).toBe(false);
    expect([who.pairs("rejected"), who.pairs("review")]).toEqual([["crm 1 – shop 1"], ["books 1 – crm 1", "books 1 – shop 1"]]);
    expect(who.reviewed.notes).toEqual(["2 links that would contradict stronger ones were left for a person."]);
  });

  test("duplicates that a person told where none are looked for share their counterpart", async () => {
    const who = await rule(
      {
        crm: { records: [rec("1", 1), { ...rec("2", 1), name: "Ann M. Abbott" }, ...range(20, 60)] },
        books: { records: [rec("1", 1), ...range(20, 60)] },
      },
      { decisions: ["crm 1 = crm 2"] },
    );
    expect(who.groups.filter((group) => group.includes(" 1"))).toEqual(["books 1 = crm 1 = crm 2"]);
    expect(who.pairs("review")).toEqual([]);
  });

  test("a key that stands 5,000 times on both sides ties 10,000 records, and is not multiplied", async () => {
    const side = (from: number) =>
      sql`SELECT 'k' || i AS id, 'n' || md5('a' || i) AS name, NULL AS phone, CASE WHEN i < ${from + 5000} THEN 'same' ELSE 'r' || i END AS ref FROM range(${from}, ${from + 5010}) AS t(i)`;
    const who = await rule({ crm: { more: side(0) }, books: { more: side(10000) } });
    expect(who.groups.map((group) => group.split(" = ").length)).toEqual([10_000]);
    expect([who.rows, who.links.length, who.reviewed.links]).toEqual([10_020, 9999, { decision: 0, key: 9999, evidence: 0 }]);
  });
});

function range(from: number, to: number): GivenRecord[] {
  return Array.from({ length: to - from }, (_, at) => rec(`n${from + at}`, from + at));
}

describe("nothing, and hardly anything", () => {
  test("no records, one record, one side without any", async () => {
    const none = await rule({ crm: { records: [] }, books: { records: [] } });
    const one = await rule({ crm: { records: [rec("1", 1)] }, books: { records: [] } });
    const both = await rule({ crm: { records: [rec("1", 1)] }, books: { records: [rec("1", 1)] } });
    const alone = await rule({ crm: { records: [rec("1", 1), rec("2", 1), rec("3", 2)], duplicates: true } }, { links: [] });
    expect([none.rows, none.links, one.rows, one.links, one.confidenceOf.get("crm 1")]).toEqual([0, [], 1, [], 1]);
    expect([both.rows, alone.rows, alone.isOne("crm 1", "crm 3")]).toEqual([2, 3, false]);
  });

  test("attributes may be called what SQL and the resolver call things", { timeout: 60_000 }, async () => {
    const names =
      "place key row order records value rarity pattern l r n0 c0 weight kind entity cluster block select drawn g w s label pair word list Dataset birth-date".split(
        " ",
      );
    const roles = ["name", "text", "category", "place", "phone", "last-name", "legacy-id"] as const;
    const attributes = Object.fromEntries(names.map((name, at) => [name, roles[at % roles.length] as AttributeRole]));
    for (const half of [0, 1, 2, 3]) {
      const own = Object.fromEntries(Object.entries(attributes).filter((_, at) => at % 4 === half));
      const records = [1, 2, 3, 4, 5].map((number): GivenRecord => {
        return { id: String(number), ...Object.fromEntries(Object.keys(own).map((name, at) => [name, `${person(number).name} ${at}`])) };
      });
      const who = await resolveGiven(engine, {
        attributes: own,
        members: { crm: { records, duplicates: true }, books: { records } },
        links: [{ from: "crm", to: "books" }],
        blocking: Object.keys(own).map((name) => [name]),
      });
      expect(who.rows).toBe(10);
    }
  });
});
