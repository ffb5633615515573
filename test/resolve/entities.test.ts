import { array, assert, asyncProperty, integer, nat, record } from "fast-check";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { nameEntities, type IdentityEvent } from "../../src/resolve/crosswalk/entities.ts";
import { id, join, sql } from "../../src/sql/index.ts";
import { startEngine } from "../detect/given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(() => close());

const AT = "2026-11-24T07:00:00.000Z";

/** `crm 1`: the record with key 1 of the dataset crm; `crm` alone has no key. */
type Name = string;
/** Entity → its records. */
type Entities = Readonly<Record<string, readonly Name[]>>;

interface Given {
  readonly previous?: Entities | undefined;
  /** By which the rows and the clusters' numbers are shuffled. */
  readonly shuffle?: number;
}

let runs = 0;

async function resolve(
  clusters: readonly (readonly Name[])[],
  given: Given = {},
): Promise<{ entities: Entities; events: readonly IdentityEvent[] }> {
  const prefix = `t${++runs}`;
  const seed = given.shuffle ?? 0;
  const members = clusters.flatMap((names, index) => names.map((name) => ({ name, cluster: (index * 7919 + seed * 31) % 104_729 })));
  const placed = members.map((member, index) => ({ ...member, order: hash(`${seed} ${index}`) }));
  if (seed !== 0) placed.sort((a, b) => (a.order < b.order ? -1 : 1));
  await table(
    `${prefix} members`,
    ["dataset", "row", "key", "cluster"],
    placed.map(({ name, cluster }, row) => [...parts(name).slice(0, 1), row, parts(name)[1] ?? null, cluster]),
  );
  if (given.previous !== undefined) {
    const rows = Object.entries(given.previous).flatMap(([entity, names]) => names.map((name) => [...parts(name), entity] as const));
    await table(`${prefix} previous`, ["dataset", "key", "entity"], seed === 0 ? rows : rows.toReversed());
  }
  const { relation, events } = await nameEntities(engine, {
    identity: "customer",
    members: `${prefix} members`,
    previous: given.previous === undefined ? undefined : `${prefix} previous`,
    at: AT,
    relation: `${prefix} entities`,
  });
  const rows = await engine.rows<{ dataset: string; key: string | null; entity: string }>(
    sql`SELECT dataset, key, entity FROM ${id(relation)} ORDER BY entity, dataset, key, row`,
  );
  const entities: Record<string, string[]> = {};
  for (const { dataset, key, entity } of rows) (entities[entity] ??= []).push(key === null ? dataset : `${dataset} ${key}`);
  return { entities, events };
}

function parts(name: Name): [string, string | null] {
  const blank = name.indexOf(" ");
  return blank < 0 ? [name, null] : [name.slice(0, blank), name.slice(blank + 1)];
}

async function table(name: string, columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): Promise<void> {
  const types: Readonly<Record<string, ReturnType<typeof sql>>> = { row: sql`BIGINT`, cluster: sql`BIGINT` };
  await engine.runInline(
    sql`CREATE TABLE ${id(name)} (${join(columns.map((column) => sql`${id(column)} ${types[column] ?? sql`VARCHAR`}`))})`,
  );
  if (rows.length === 0) return;
  await engine.runInline(sql`INSERT INTO ${id(name)} VALUES ${join(rows.map((row) => sql`(${join(row.map((value) => sql`${value}`))})`))}`);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const fresh = (name: Name, digits = 10): string => `customer-${hash(name).slice(0, digits)}`;

describe("new ids", () => {
  test("are made of the least record of the cluster", async () => {
    const { entities, events } = await resolve([["crm 2", "books 9"], ["crm 1"]]);
    expect(entities).toEqual({ [fresh("books 9")]: ["books 9", "crm 2"], [fresh("crm 1")]: ["crm 1"] });
    expect(events).toEqual([]);
  });

  test("grow longer where the short one is taken, by an entity that is kept or given up", async () => {
    const short = fresh("crm 1");
    const { entities } = await resolve([["crm 1"], ["crm 2", "crm 3"]], { previous: { [short]: ["crm 1", "crm 2", "crm 3"] } });
    expect(entities).toEqual({ [fresh("crm 1", 12)]: ["crm 1"], [short]: ["crm 2", "crm 3"] });
    const gone = await resolve([["crm 1"]], { previous: { [short]: ["crm 8"], [fresh("crm 1", 12)]: ["crm 9"] } });
    expect(Object.keys(gone.entities)).toEqual([fresh("crm 1", 14)]);
  });

  test("tell clusters apart that hold the same key, or none", async () => {
    const { entities } = await resolve([["crm 1"], ["crm 1", "books 3"], ["crm"], ["crm"], ["crm", "crm 1"]]);
    expect(Object.values(entities).flat()).toHaveLength(7);
    expect(Object.keys(entities)).toHaveLength(5);
  });

  test("are not made for a record without a cluster, and nothing is made of nothing", async () => {
    expect(await resolve([])).toEqual({ entities: {}, events: [] });
    expect(await resolve([], { previous: { a: ["crm 1"] } })).toEqual({ entities: {}, events: [] });
  });
});

describe("ids survive", () => {
  test("when records come and go", async () => {
    const { entities, events } = await resolve([["crm 1", "crm 5", "books 7"]], { previous: { "customer-a": ["crm 1", "crm 0"] } });
    expect(entities).toEqual({ "customer-a": ["books 7", "crm 1", "crm 5"] });
    expect(events).toEqual([]);
  });

  test("a merge, as the id that brought most records; of equals the first", async () => {
    const previous = { "customer-a": ["crm 1"], "customer-b": ["crm 2", "crm 3"], "customer-c": ["crm 4"], "customer-d": ["crm 5"] };
    const { entities, events } = await resolve(
      [
        ["crm 1", "crm 2", "crm 3"],
        ["crm 5", "crm 4"],
      ],
      { previous },
    );
    expect(entities).toEqual({ "customer-b": ["crm 1", "crm 2", "crm 3"], "customer-c": ["crm 4", "crm 5"] });
    expect(events).toEqual([
      { at: AT, kind: "merge", from: ["customer-a", "customer-b"], to: ["customer-b"] },
      { at: AT, kind: "merge", from: ["customer-c", "customer-d"], to: ["customer-c"] },
    ]);
  });

  test("a split, with the part that holds most", async () => {
    const { entities, events } = await resolve([["crm 1"], ["crm 2", "crm 3"]], {
      previous: { "customer-a": ["crm 1", "crm 2", "crm 3"] },
    });
    expect(entities).toEqual({ "customer-a": ["crm 2", "crm 3"], [fresh("crm 1")]: ["crm 1"] });
    expect(events).toEqual([{ at: AT, kind: "split", from: ["customer-a"], to: [fresh("crm 1"), "customer-a"].toSorted() }]);
  });

  test("a split into equals, with the part of the least record", async () => {
    const { entities } = await resolve([["crm 2"], ["crm 1"]], { previous: { "customer-a": ["crm 1", "crm 2"] } });
    expect(entities["customer-a"]).toEqual(["crm 1"]);
  });

  test("a record that moves from one to the other", async () => {
    const previous = { "customer-a": ["crm 1", "crm 2", "crm 3"], "customer-b": ["crm 4"] };
    const { entities, events } = await resolve(
      [
        ["crm 1", "crm 2"],
        ["crm 3", "crm 4"],
      ],
      { previous },
    );
    expect(entities).toEqual({ "customer-a": ["crm 1", "crm 2"], "customer-b": ["crm 3", "crm 4"] });
    expect(events.map(({ kind }) => kind)).toEqual(["merge", "split"]);
  });

  test("where a repeated key lies in several entities: that proves neither merge nor split", async () => {
    const first = await resolve([["crm 1"], ["crm 1", "books 3"]]);
    const again = await resolve([["crm 1", "books 3"], ["crm 1"]], { previous: first.entities });
    expect(again).toEqual({ entities: first.entities, events: [] });
  });
});

test("whatever the order of rows and the clusters' numbers; a second run changes nothing", async () => {
  const clusterings = array(record({ before: nat(5), after: nat(5), there: nat(4) }), { maxLength: 14 });
  await assert(
    asyncProperty(clusterings, integer({ min: 1, max: 1000 }), async (records, shuffle) => {
      const group = (by: "before" | "after"): Name[][] => {
        const groups = new Map<number, Name[]>();
        records.forEach((record, index) => {
          if (by === "before" && record.there === 0) return;
          const name = `${index % 2 === 0 ? "crm" : "books"} ${index}`;
          groups.set(record[by], [...(groups.get(record[by]) ?? []), name]);
        });
        return [...groups.values()];
      };
      const first = await resolve(group("before"));
      const second = await resolve(group("after"), { previous: first.entities });
      expect(await resolve(group("after").toReversed(), { previous: first.entities, shuffle })).toEqual(second);
      expect(await resolve(group("after"), { previous: second.entities, shuffle })).toEqual({ entities: second.entities, events: [] });
      expect(Object.values(second.entities).flat()).toHaveLength(records.length);
      expect(Object.keys(second.entities)).toHaveLength(group("after").length);
    }),
    { numRuns: 25 },
  );
});
