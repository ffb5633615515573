import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FieldSignature } from "../../src/assess/causes/population.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import { causeOf, context, day, evidenceOf, placeOf, type GivenRecord } from "./causes-given.ts";
import { randomFrom } from "./slices-given.ts";

let engine: Engine;
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "tieout-causes-"));
  engine = await openDuckdb({ threads: 2, memory: undefined, spill: scratch });
});
afterAll(async () => {
  await engine.close();
  await rm(scratch, { recursive: true, force: true });
});

const UNITS = ["north", "south", "west"];
const TAXES = ["NY-8.875", "NY-8", "PA-6", "NJ-7", "EXEMPT"];
const ACTORS = ["Ann Lee", "Bo Diaz", "Cy Moss", "svc-sync"];
const ITEMS = ["repair", "install", "visit"];

type Fault = (record: GivenRecord, random: () => number, place: number) => boolean | number;

/** A year of records, four a day, of which a fault breaks some. */
function year(seed: number, fault: Fault, records = 1460): GivenRecord[] {
  const random = randomFrom(seed);
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? "";
  return Array.from({ length: records }, (_, place): GivenRecord => {
    const record = {
      broken: false,
      day: day(Math.floor((place * 365) / records)),
      unit: pick(UNITS),
      tax: pick(TAXES),
      actor: pick(ACTORS),
      item: pick(ITEMS),
    };
    const broken = fault(record, random, place);
    return { ...record, broken: broken !== false, ...(typeof broken === "number" ? { sig: broken } : {}) };
  });
}

const onset = "2026-06-15";
const registered = (owner: string | undefined) => ({
  automations: [
    {
      id: "sync",
      title: "Sync",
      actors: ["svc-*"],
      owner,
      trigger: undefined,
      exceptions: undefined,
      monitoring: undefined,
      rollback: undefined,
      handoff: undefined,
      output: undefined,
      log: undefined,
      line: 1,
    },
  ],
});

function factor(
  parameters: Record<string, string> = { factor: "1.07" },
  code: "constant-factor" | "truncated" = "constant-factor",
): FieldSignature {
  const signature = {
    code,
    parameters,
    statement: "The second value is the first times 1.07.",
    records: 40,
    distinct: 40,
    ambiguity: [],
    confidence: 0.97,
    refutation: "a record whose difference is not 7 %",
  };
  return { from: "total", to: "total", signature, bits: [] };
}

describe("classes", () => {
  test("all of one tax code since a day: configuration, with its figures and refutation", async () => {
    const records = year(1, ({ tax, day: date }) => tax === "NY-8.875" && date >= onset);
    const broken = records.filter((record) => record.broken).length;
    const cause = await causeOf(engine, records);
    expect(cause).toMatchObject({ code: "setting", class: "configuration", setting: "tax code NY-8.875", proven: false });
    expect(placeOf(cause)).toEqual(["tax=NY-8.875"]);
    expect(cause.onset?.from).toBe(records.find((record) => record.broken)?.day);
    expect(cause.explained).toEqual({ records: broken, amount: `${broken}00.00`, share: 1 });
    expect(cause.unexplained).toEqual({ records: 0, amount: "0.00" });
    expect(cause.slices[0]).toMatchObject({ records: broken, broken, rateOutside: 0 });
    expect(cause.confidence).toBeGreaterThan(0.9);
    expect(cause.refutedBy).toMatch(/^a record of tax code NY-8\.875 since 1[567] June 2026 that does not break$/);
    expect(cause.recreated).toContain("tax code NY-8.875");
  });

  test("some of one branch since a day: configuration, less sure", async () => {
    const cause = await causeOf(
      engine,
      year(2, ({ unit, day: date }, random) => unit === "south" && date >= onset && random() < 0.3),
    );
    expect(cause).toMatchObject({ code: "setting", class: "configuration", setting: "branch SOUTH" });
    expect(cause.onset?.between.earliest.slice(0, 7)).toBe("2026-06");
    expect(cause.confidence).toBeLessThan(0.6);
  });

  test("all of a slice from the first record on needs no onset", async () => {
    const cause = await causeOf(
      engine,
      year(3, ({ tax }) => tax === "PA-6"),
    );
    expect(cause).toMatchObject({ code: "setting", class: "configuration", onset: undefined });
    expect(cause.statement).toBe("A setting of tax code PA-6: all of its records break.");
  });

  test("one person: data entry; an automation: ownership without an owner, configuration with one", async () => {
    const by =
      (actor: string): Fault =>
      (record, random) =>
        record.actor === actor && random() < 0.4;
    expect(await causeOf(engine, year(4, by("Bo Diaz")))).toMatchObject({ code: "person", class: "data-entry", setting: undefined });
    expect(await causeOf(engine, year(5, by("svc-sync")))).toMatchObject({ code: "automation", class: "ownership" });
    expect(await causeOf(engine, year(5, by("svc-sync")), registered(undefined))).toMatchObject({ class: "ownership" });
    expect(await causeOf(engine, year(5, by("svc-sync")), registered("it"))).toMatchObject({ class: "configuration", setting: undefined });
    // Where nobody is declared a person, the name tells.
    expect(await causeOf(engine, year(4, by("Bo Diaz")), { people: [] })).toMatchObject({ class: "data-entry" });
    expect(await causeOf(engine, year(5, by("svc-sync")), { people: [] })).toMatchObject({ class: "ownership" });
  });

  test("everywhere since a day: a change; between two days: an interruption, which is no setting any more", async () => {
    const change = await causeOf(
      engine,
      year(6, ({ day: date }, random) => date >= onset && random() < 0.5),
    );
    expect(change).toMatchObject({ code: "change", class: "configuration", slices: [] });
    const outage = await causeOf(
      engine,
      year(7, ({ day: date }) => date >= "2026-05-04" && date <= "2026-05-14"),
    );
    expect(outage).toMatchObject({ code: "outage", class: "configuration", setting: undefined });
    expect(outage.onset).toMatchObject({ from: "2026-05-04", until: "2026-05-14" });
  });

  test("a place with more breaks than elsewhere at all times, but not all: a way of working there", async () => {
    const cause = await causeOf(
      engine,
      year(8, ({ unit }, random) => unit === "west" && random() < 0.15),
    );
    expect(cause).toMatchObject({ code: "practice", class: "workflow", onset: undefined, setting: undefined });
    expect(placeOf(cause)).toEqual(["unit=west"]);
  });

  test("the same break everywhere: workflow; spread and unowned: ownership; spread and defined otherwise: reporting", async () => {
    const spread = year(9, (_record, random) => random() < 0.05);
    const records = spread.filter(({ broken }) => broken).length;
    const same = { words: "bears no reference", records };
    expect(await causeOf(engine, spread, { same })).toMatchObject({
      code: "practice",
      class: "workflow",
      explained: { records, share: 1 },
    });
    expect(await causeOf(engine, spread, { owner: undefined })).toMatchObject({ code: "no-owner", class: "ownership" });
    const definitions = "The two systems have different words.";
    expect(await causeOf(engine, spread, { definitions })).toMatchObject({
      code: "definitions",
      class: "reporting-architecture",
      statement: definitions,
    });
    expect(await causeOf(engine, spread)).toMatchObject({ code: "unknown", class: "unknown", confidence: 0 });
  });

  test("an exact transformation is a setting, cut-off texts a limit; both say where", async () => {
    const records = year(10, ({ tax, day: date }) => (tax === "NJ-7" && date >= onset ? 0 : false));
    const made = await causeOf(engine, records, {}, [factor()]);
    expect(made).toMatchObject({
      code: "transformation",
      class: "configuration",
      setting: "total at tax code NJ-7",
      signature: { code: "constant-factor", parameters: { factor: "1.07" } },
    });
    expect(made.statement).toMatch(/^The second value is the first times 1\.07 \(tax code NJ-7, since 1\d June 2026\)\.$/);
    expect(made.refutedBy).toBe("a record whose difference is not 7 %");
    // Cut off in one place it is set so; cut off wherever a text is long, the product holds no more.
    const there = await causeOf(engine, records, {}, [factor({ n: "41" }, "truncated")]);
    expect(there).toMatchObject({ code: "transformation", class: "configuration" });
    const long = year(19, (_record, random) => (random() < 0.1 ? 0 : false));
    const cut = await causeOf(engine, long, {}, [factor({ n: "41" }, "truncated")]);
    expect(cut).toMatchObject({ code: "cut-off", class: "vendor-limit", setting: undefined });
  });
});

test("what one person changes in the same way is typed, not set", async () => {
  const records = year(20, ({ actor }, random) => (actor === "Bo Diaz" && random() < 0.3 ? 0 : false));
  expect(await causeOf(engine, records, {}, [factor()])).toMatchObject({ code: "person", class: "data-entry", setting: undefined });
});

describe("more than one", () => {
  test("two settings of one group are told apart, and what neither explains is left", async () => {
    const records = year(11, ({ tax, unit, day: date }, random) => {
      if (tax === "NY-8.875" && date >= onset) return true;
      return (unit === "north" && tax === "EXEMPT") || random() < 0.005;
    });
    const cause = await causeOf(engine, records);
    expect(cause.class).toBe("configuration");
    expect([placeOf(cause), ...cause.besides.map(placeOf)].sort()).toEqual([["tax=NY-8.875"], ["unit=north", "tax=EXEMPT"]]);
    const told = cause.explained.records + cause.besides.reduce((sum, part) => sum + part.explained.records, 0);
    expect(told + cause.unexplained.records).toBe(records.filter(({ broken }) => broken).length);
    expect(cause.unexplained.records).toBeLessThan(12);
  });

  test("two transformations, each with its place", async () => {
    const records = year(12, ({ tax, item }) => (tax === "NJ-7" ? 0 : item === "visit" && tax === "PA-6" ? 1 : false));
    const cause = await causeOf(engine, records, {}, [factor(), factor({ factor: "0.5" })]);
    expect(cause.signature?.parameters).toEqual({ factor: "1.07" });
    expect(cause.besides.map(({ signature }) => signature?.parameters)).toEqual([{ factor: "0.5" }]);
    expect(placeOf(cause)).toEqual(["tax=NJ-7"]);
  });

  test("what explains the same breaks as well is named and makes it less sure", async () => {
    const same = year(13, ({ tax }, random) => tax === "PA-6" && random() < 2).map((record) => ({ ...record, item: `i-${record.tax}` }));
    const alone = await causeOf(
      engine,
      year(13, ({ tax }) => tax === "PA-6"),
    );
    const cause = await causeOf(engine, same);
    expect(cause.rivals).toHaveLength(1);
    expect([...cause.rivals, ...cause.slices.map(({ terms }) => `${terms[0]?.title} ${terms[0]?.words}`)].sort()).toEqual([
      "item type i-PA-6",
      "tax code PA-6",
    ]);
    expect(cause.confidence).toBeCloseTo(alone.confidence / 2, 2);
  });
});

describe("decoys", () => {
  test("noise tells no story", async () => {
    const classes: string[] = [];
    for (let seed = 100; seed < 124; seed += 1) {
      const rate = [0.005, 0.02, 0.1][seed % 3] ?? 0;
      classes.push(
        (
          await causeOf(
            engine,
            year(seed, (_record, random) => random() < rate, 700),
          )
        ).class,
      );
    }
    expect(classes.filter((each) => each !== "unknown").length).toBeLessThanOrEqual(2);
  }, 60_000);

  test("a branch that began in March, and a lull in summer, are no cause", async () => {
    const began = year(14, (_record, random) => random() < 0.03).filter(({ unit, day: date }) => unit !== "south" || date >= "2026-03-01");
    expect((await causeOf(engine, began)).class).toBe("unknown");
    const lull = year(15, (_record, random) => random() < 0.03).filter(
      ({ day: date }, place) => date < "2026-07-01" || date > "2026-08-31" || place % 4 === 0,
    );
    expect((await causeOf(engine, lull)).class).toBe("unknown");
  });

  test("a big branch that holds most breaks because it holds most records is none", async () => {
    const records = year(16, (_record, random) => random() < 0.03).map((record, place) =>
      place % 10 < 8 ? { ...record, unit: "north" } : record,
    );
    expect((await causeOf(engine, records)).class).toBe("unknown");
  });

  test("a few breaks stay unknown, whatever they share", async () => {
    const cause = await causeOf(
      engine,
      year(17, (_record, _random, place) => place === 5 || place === 700),
    );
    expect(cause).toMatchObject({ class: "unknown", unexplained: { records: 2 } });
    expect(cause.statement).toMatch(/^Not told by the records/);
  });

  test("every break is in one part or left, and the order of the rows changes nothing", async () => {
    const records = year(18, ({ tax, day: date }, random) => (tax === "NY-8" && date >= onset && random() < 0.5) || random() < 0.01);
    const evidence = await evidenceOf(engine, records);
    expect(evidence.parts.reduce((sum, part) => sum + part.records, evidence.left.records)).toBe(evidence.records);
    const turned = await causeOf(engine, records.toReversed());
    expect(turned).toEqual(await causeOf(engine, records));
    expect(context.people).toHaveLength(1);
  });
});
