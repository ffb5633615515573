import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareRuns } from "../src/compare.ts";
import type { InputError, Review, ReviewedReport } from "../src/model/index.ts";
import { reviewToJson } from "../src/report/index.ts";
import { withEngine } from "../src/runtime.ts";
import { sql } from "../src/sql/index.ts";
import { broken, company, report } from "./assess/triage/given.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "tieout-compare-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** `[fingerprint, unit]`. */
type Row = readonly [string, string | null];

async function written(name: string, review: Review, breaks?: readonly Row[]): Promise<string> {
  const to = path.join(directory, name);
  await mkdir(to, { recursive: true });
  await writeFile(path.join(to, "review.json"), reviewToJson(review));
  if (breaks === undefined) return to;
  await withEngine({ threads: 1, memory: undefined }, async (engine) => {
    await engine.runInline(sql`CREATE TABLE b (fingerprint VARCHAR, unit VARCHAR)`);
    for (const [fingerprint, unit] of breaks) await engine.runInline(sql`INSERT INTO b VALUES (${fingerprint}, ${unit})`);
    await engine.runInline(sql`COPY b TO ${path.join(to, "breaks.parquet")} (FORMAT parquet)`);
  });
  return to;
}

const compare = (before: string, after: string) =>
  withEngine({ threads: 1, memory: undefined }, (engine) => compareRuns(engine, before, after));

async function refusal(before: string, after: string): Promise<string> {
  const error = await compare(before, after).then(
    () => undefined,
    (thrown: unknown) => thrown as InputError,
  );
  return error?.problems[0]?.code ?? "nothing was refused";
}

/** A report of a unit in which people correct so much. */
function corrected(unit: string, corrections: number): ReviewedReport {
  const [number] = report("friday", "billing").numbers;
  if (number === undefined) throw new Error("a report has a number");
  return {
    ...report(`friday-${unit}`, "billing"),
    numbers: [{ ...number, unit, steps: [{ kind: "row-added", effect: "1.00", corrections, samples: [] }] }],
  };
}

describe("two reviews", () => {
  const one = (name: string, more: Parameters<typeof broken>[1] = {}) =>
    broken("bill", { title: name, fingerprint: name.padStart(16, "0"), ...more });
  const before = company([
    one("a"),
    one("b", { records: 5 }),
    one("c", { records: 5, amount: "10.00" }),
    one("d"),
    one("e", { amount: "1.00" }),
  ]);
  const after = company([
    one("a"),
    one("b", { records: 6 }),
    one("c", { records: 4, amount: "90.00" }),
    one("f"),
    one("e", { amount: "2.00" }),
  ]);

  it("every finding has one change: opened, grew, shrank, closed or same", async () => {
    const result = await compare(await written("one", before), path.join(await written("two", after), "review.json"));
    expect(result.findings.map(({ change, title }) => `${change} ${title}`)).toEqual([
      "opened f",
      "grew b",
      "grew e",
      "shrank c",
      "closed d",
      "same a",
    ]);
    expect(result.sentence).toBe("Of 6 findings 1 opened, 2 grew, 1 shrank, 1 closed and 1 stayed as they were.");
    expect(result.breaks).toBeUndefined();
    expect(result.findings[2]).toMatchObject({ amount: { before: "1.00", after: "2.00" } });
  });

  it("a review against itself: nothing changed", async () => {
    const same = await written("same", before, [["x", "north"]]);
    const result = await compare(same, same);
    expect(new Set(result.findings.map(({ change }) => change))).toEqual(new Set(["same"]));
    expect(result.breaks).toEqual({ opened: 0, closed: 0, stayed: 1 });
    expect(result.units).toMatchObject([{ unit: "north", trend: "same" }]);
  });

  it("tells improving from hiding it better, unit by unit, by breaks and corrections", async () => {
    const units = ["east", "north", "south", "west"];
    const old = company([], { reports: units.map((unit) => corrected(unit, 2)) });
    const now = company([], { reports: [corrected("east", 2), corrected("north", 1), corrected("south", 7), corrected("west", 5)] });
    const rows = (unit: string, names: string): Row[] => [...names].map((name) => [`${unit}-${name}`, unit]);
    const first = await written("first", old, [
      ...rows("east", "ab"),
      ...rows("north", "abc"),
      ...rows("south", "ab"),
      ...rows("west", "abc"),
      ["none", null],
    ]);
    const second = await written("second", now, [
      ...rows("east", "abc"),
      ...rows("north", "a"),
      ...rows("south", "bc"),
      ...rows("west", "a"),
    ]);
    const result = await compare(first, second);
    expect(result.units.map(({ unit, trend }) => [unit, trend])).toEqual([
      ["east", "worse"],
      ["north", "improving"],
      ["south", "hidden-better"],
      ["west", "mixed"],
    ]);
    expect(result.units[2]).toMatchObject({ breaks: { before: 2, after: 2 }, corrections: { before: 2, after: 7 } });
    expect(result.breaks).toEqual({ opened: 2, closed: 6, stayed: 5 });
    const blind = await compare(await written("blind", old), second);
    expect(new Set(blind.units.map(({ trend }) => trend))).toEqual(new Set(["unknown"]));
  });

  it("refuses by name what is no review of the same estate in this version", async () => {
    const good = await written("good", before);
    const text = reviewToJson(before);
    const file = async (name: string, content: string): Promise<string> => {
      const to = path.join(directory, name);
      await writeFile(to, content);
      return to;
    };
    expect(await refusal(good, path.join(directory, "nowhere"))).toBe("missing-file");
    expect(await refusal(await file("cut.json", text.slice(0, text.length / 2)), good)).toBe("not-a-review");
    expect(await refusal(good, await file("other.json", '{"name":"x"}'))).toBe("not-a-review");
    expect(await refusal(good, await file("list.json", "[]"))).toBe("not-a-review");
    expect(await refusal(good, await file("empty.json", ""))).toBe("not-a-review");
    expect(await refusal(good, await file("newer.json", text.replace('"version": 1', '"version": 2')))).toBe("other-version");
    expect(await refusal(good, await written("others", { ...before, estate: { ...before.estate, name: "other" } }))).toBe("other-estate");
    const damaged = await written("damaged", before, [["x", "north"]]);
    await writeFile(path.join(damaged, "breaks.parquet"), "PAR1 no");
    expect(await refusal(damaged, await written("whole", before, [["x", "north"]]))).toBe("not-breaks");
  });
});
