import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { named, pick, randomFrom, searched, type Given } from "./slices-given.ts";

let scratch: string;
let engine: Engine;
let threaded: Engine;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "tieout-slices-"));
  engine = await openDuckdb({ threads: 1, memory: undefined, spill: join(scratch, "1") });
  threaded = await openDuckdb({ threads: 3, memory: undefined, spill: join(scratch, "3") });
});
afterAll(async () => {
  await engine.close();
  await threaded.close();
  rmSync(scratch, { recursive: true, force: true });
});

const BRANCHES = ["Tampa", "Orlando", "Miami", "Naples", "Ocala"];
const TAXES = ["T1", "T2", "T3", "T4"];
const ITEMS = ["pump", "valve", "filter", "motor", "pipe", "coil"];
const USERS = Array.from({ length: 20 }, (_, place) => `user ${place}`);
const HOURS = Array.from({ length: 24 }, (_, place) => String(place).padStart(2, "0"));
const ALL = ["branch", "tax", "item", "user", "hour"];

interface Thing {
  readonly branch: string;
  readonly tax: string;
  readonly item: string;
  readonly user: string;
  readonly hour: string;
}

function population(
  seed: number,
  count: number,
  rate: (thing: Thing) => number,
  change: (thing: Thing) => Thing = (thing) => thing,
): Given[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const drawn = {
      branch: pick(random, BRANCHES),
      tax: pick(random, TAXES),
      item: pick(random, ITEMS),
      user: pick(random, USERS),
      hour: pick(random, HOURS),
    };
    const thing = change(drawn);
    return { ...thing, broken: random() < rate(thing), amount: "10.25" };
  });
}

describe("one cause", () => {
  it("names the one value, and what stays unexplained", async () => {
    const records = population(1, 2000, ({ tax }) => (tax === "T2" ? 1 : 0.01));
    const found = await searched(engine, records, ALL);
    expect(found.slices.map(named)).toEqual(["tax=T2"]);
    const [slice] = found.slices;
    const inside = records.filter(({ tax }) => tax === "T2").length;
    const broken = records.filter((record) => record.broken === true).length;
    expect(slice).toMatchObject({ records: inside, broken: inside, deterministic: true, rate: 1, rivals: [], finer: [] });
    expect(slice?.support).toBeCloseTo(inside / broken, 12);
    expect(slice?.amount).toBe((inside * 10.25).toFixed(4));
    expect(slice?.q).toBeLessThan(1e-100);
    expect(found.unexplained).toEqual({ broken: broken - inside, share: (broken - inside) / broken });
  });

  it("names a pair where neither value alone explains it", async () => {
    const found = await searched(
      engine,
      population(2, 3000, ({ branch, item }) => (branch === "Tampa" && item === "pump" ? 0.9 : 0.01)),
      ALL,
    );
    expect(found.slices.map(named)).toEqual(["branch=Tampa & item=pump"]);
    // The branch holds all of its broken records too, but explains them less well.
    expect(found.slices[0]?.rivals).toEqual([]);
  });

  it("does not name a pair that adds nothing to one of its values", async () => {
    const found = await searched(
      engine,
      population(3, 4000, ({ branch }) => (branch === "Tampa" ? 0.4 : 0.01)),
      ALL,
    );
    expect(found.slices.map(named)).toEqual(["branch=Tampa"]);
    expect(found.slices[0]?.deterministic).toBe(false);
  });

  it("does not name the branch when a tax code that only it uses explains it", async () => {
    const found = await searched(
      engine,
      population(
        4,
        3000,
        ({ tax }) => (tax === "Local" ? 0.95 : 0.01),
        (thing) => (thing.branch === "Ocala" && Number(thing.hour) % 3 === 0 ? { ...thing, tax: "Local" } : thing),
      ),
      ALL,
    );
    expect(found.slices.map(named)).toEqual(["tax=Local"]);
  });

  it("names the branch, not the tax code within it, when all of the branch breaks", async () => {
    const found = await searched(
      engine,
      population(
        5,
        3000,
        ({ branch }) => (branch === "Ocala" ? 0.95 : 0.01),
        (thing) => (thing.branch === "Ocala" && Number(thing.hour) % 3 === 0 ? { ...thing, tax: "Local" } : thing),
      ),
      ALL,
    );
    expect(found.slices.map(named)).toEqual(["branch=Ocala"]);
  });

  it("names the branch, not the user who does most of its work", async () => {
    const found = await searched(
      engine,
      population(
        6,
        4000,
        ({ branch }) => (branch === "Naples" ? 0.5 : 0.01),
        (thing) =>
          thing.branch === "Naples" && Number(thing.hour) < 18
            ? { ...thing, user: "ann" }
            : Number(thing.hour) === 20
              ? { ...thing, user: "ann" }
              : thing,
      ),
      ALL,
    );
    expect(found.slices.map(named)).toEqual(["branch=Naples"]);
  });

  it("counts an empty attribute as a value", async () => {
    const random = randomFrom(7);
    const records = population(7, 1500, () => 0.01).map((record) => (random() < 0.1 ? { ...record, tax: null, broken: true } : record));
    const found = await searched(engine, records, ALL);
    expect(found.slices.map(named)).toEqual(["tax=(empty)"]);
    expect(found.slices[0]?.terms).toEqual([{ attribute: "tax", value: null }]);
  });

  it("finds what only some thousandths of the records show", async () => {
    const found = await searched(
      engine,
      population(8, 6000, ({ user, item }) => (user === "user 3" && item === "coil" ? 1 : 0)),
      ALL,
    );
    expect(found.slices.map(named)).toEqual(["item=coil & user=user 3"]);
    expect(found.unexplained.share).toBe(0);
  });
});

describe("what cannot be told apart", () => {
  it("gives a branch and its only user as rivals", async () => {
    const found = await searched(
      engine,
      population(
        9,
        2000,
        ({ branch }) => (branch === "Miami" ? 0.8 : 0.01),
        (thing) => ({ ...thing, user: thing.branch === "Miami" ? "bob" : thing.user }),
      ),
      ALL,
    );
    expect(found.slices.map(named)).toEqual(["branch=Miami"]);
    expect(found.slices[0]?.rivals.map(named)).toEqual(["user=bob"]);
  });

  it("shows in which pairs a value is worse still", async () => {
    const found = await searched(
      engine,
      population(10, 6000, ({ branch, item }) => (branch === "Miami" ? (["pump", "valve", "coil"].includes(item) ? 1 : 0.25) : 0.005)),
      ALL,
    );
    expect(found.slices.map(named)).toEqual(["branch=Miami"]);
    expect(found.slices[0]?.finer.map(named).toSorted()).toEqual([
      "branch=Miami & item=coil",
      "branch=Miami & item=pump",
      "branch=Miami & item=valve",
    ]);
  });
});

describe("several causes", () => {
  it("separates them and counts nothing twice", async () => {
    const records = population(11, 5000, ({ tax, user }) => (tax === "T4" ? 0.7 : user === "user 7" ? 0.9 : 0.01));
    const found = await searched(engine, records, ALL);
    expect(found.slices.map(named)).toEqual(["tax=T4", "user=user 7"]);
    const broken = records.filter((record) => record.broken === true);
    const second = broken.filter(({ tax, user }) => user === "user 7" && tax !== "T4").length;
    expect(found.slices[1]?.adds).toEqual({ broken: second, amount: (second * 10.25).toFixed(4) });
    const neither = broken.filter(({ tax, user }) => user !== "user 7" && tax !== "T4").length;
    expect(found.unexplained.broken).toBe(neither);
  });

  it("separates a pair from a value", async () => {
    const found = await searched(
      engine,
      population(12, 6000, ({ branch, item, hour }) => (branch === "Tampa" && item === "pump" ? 0.9 : hour === "03" ? 0.8 : 0.01)),
      ALL,
    );
    expect(found.slices.map(named).toSorted()).toEqual(["branch=Tampa & item=pump", "hour=03"]);
  });
});

describe("nothing to tell", () => {
  it("names nothing for single records", async () => {
    for (const broken of [1, 2]) {
      const records = population(13, 1000, () => 0).map((record, place) => ({ ...record, broken: place < broken }));
      const found = await searched(engine, records, ALL);
      expect(found).toMatchObject({ slices: [], broken, unexplained: { broken, share: 1 } });
    }
  });

  it("names nothing when all or no records are broken, or there are none", async () => {
    expect(
      await searched(
        engine,
        population(14, 100, () => 1),
        ALL,
      ),
    ).toMatchObject({ slices: [], tests: 0, unexplained: { broken: 100, share: 1 } });
    expect(
      await searched(
        engine,
        population(15, 100, () => 0),
        ALL,
      ),
    ).toMatchObject({ slices: [], unexplained: { broken: 0, share: 0 } });
    expect(await searched(engine, [{ broken: null, branch: "x" }], ["branch"])).toMatchObject({ slices: [], records: 0 });
  });

  it("leaves out keys and constants, and says so", async () => {
    const records = population(16, 1000, ({ tax }) => (tax === "T1" ? 1 : 0)).map((record, place) => ({
      ...record,
      key: `job ${place}`,
      company: "one",
    }));
    const found = await searched(engine, records, ["key", "company", ...ALL]);
    expect(found.searched).toEqual(ALL);
    expect(found.leftOut).toContainEqual({ attribute: "company", reason: "constant", values: 1 });
    const key = found.leftOut.find(({ attribute }) => attribute === "key");
    expect(key?.reason).toBe("key-like");
    expect(key?.values).toBeGreaterThan(800);
    expect(found.slices.map(named)).toEqual(["tax=T1"]);
  });

  it("leaves records out of which it is not known whether they are broken", async () => {
    const records = population(17, 800, ({ tax }) => (tax === "T1" ? 1 : 0)).map((record, place) =>
      place % 2 === 0 ? { ...record, broken: null } : record,
    );
    expect(await searched(engine, records, ALL)).toMatchObject({ records: 400 });
  });
});

it("depends on neither the order of rows nor threads, and leaves no relation behind", async () => {
  const records = population(18, 2500, ({ tax, branch, item }) =>
    tax === "T4" ? 0.6 : branch === "Ocala" && item === "pipe" ? 0.9 : 0.03,
  );
  const first = await searched(engine, records, ALL);
  expect(first.slices.length).toBe(2);
  const random = randomFrom(99);
  const shuffled = records
    .map((record) => ({ record, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ record }) => record);
  expect(await searched(threaded, shuffled, ALL)).toEqual(first);
  for (const one of [engine, threaded])
    expect(await one.rows({ parts: [{ kind: "text", text: "SELECT table_name FROM duckdb_tables()" }] })).toEqual([]);
});
