import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { causeOfSign, linkSymptoms } from "../../../src/assess/causes/index.ts";
import { createBreaks, createMismatches, createSigns } from "../../../src/detect/index.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import type { Break, Cause, Finding } from "../../../src/model/index.ts";
import { id, join, sql } from "../../../src/sql/index.ts";
import { startEngine } from "../../detect/given.ts";
import { times } from "../signatures-given.ts";

const RELATIONS = { breaks: "breaks", mismatches: "mismatches", signs: "signs" } as const;

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());
beforeEach(async () => {
  await engine.runInline(createBreaks("breaks"));
  await engine.runInline(createMismatches("mismatches"));
  await engine.runInline(createSigns("signs"));
});
afterEach(async () => {
  const left = await engine.rows<{ table_name: string }>(sql`SELECT table_name FROM information_schema.tables ORDER BY 1`);
  expect(left.map(({ table_name: name }) => name)).toEqual(["breaks", "mismatches", "signs"]);
  for (const name of Object.values(RELATIONS)) await engine.runInline(sql`DROP TABLE ${id(name)}`);
});

function finding(fingerprint: string, given: Partial<Finding>): Finding {
  const base = { fingerprint, kind: "silent-sync-failure", outcome: "missing", title: `title of ${fingerprint}`, records: 10, samples: [] };
  return { ...base, handoff: undefined, lifecycle: undefined, subject: undefined, cause: undefined, ...given } as unknown as Finding;
}

/** Jobs without an invoice, at the handoff. */
async function missing(keys: readonly string[], given: Partial<Finding> = {}): Promise<Finding> {
  const rows = keys.map((key) => sql`('jobs-to-invoices', 'from', 'missing', 'dispatch.jobs', ${key})`);
  await engine.runInline(sql`INSERT INTO breaks (handoff, side, outcome, dataset, key) VALUES ${join(rows)}`);
  const samples = [{ side: "from" } as Break];
  return finding("missing", { handoff: "jobs-to-invoices", outcome: "missing", samples, records: keys.length, ...given });
}

/** Jobs whose states disagree, as the lifecycle sees them. */
async function disagreeing(keys: readonly string[], other: string | undefined = undefined): Promise<Finding> {
  const rows = keys.map(
    (key) => sql`('job', 'completed-is-invoiced', 'disagrees', 'dispatch', 'dispatch.jobs', ${key}, ${other ?? null}, ${key})`,
  );
  await engine.runInline(
    sql`INSERT INTO mismatches (lifecycle, rule, outcome, track, dataset, key, other_dataset, other_key) VALUES ${join(rows)}`,
  );
  const lifecycle = { id: "job", rule: "completed-is-invoiced", track: "dispatch" };
  return finding("states", { kind: "status-mismatch", outcome: "disagrees", lifecycle, records: keys.length });
}

/** Invoices that a sign speaks of, compared with jobs. */
async function signed(keys: readonly string[]): Promise<Finding> {
  const rows = keys.map(
    (key) =>
      sql`('silent-sync-failure', 'logged-success', 'handoff', 'jobs-to-invoices', 'sync.log', ${`L-${key}`}, 'dispatch.jobs', ${key})`,
  );
  await engine.runInline(
    sql`INSERT INTO signs (kind, outcome, subject_type, subject, dataset, key, other_dataset, other_key) VALUES ${join(rows)}`,
  );
  return finding("log", { outcome: "logged-success", subject: { type: "handoff", id: "jobs-to-invoices" }, records: keys.length });
}

const keys = (from: number, count: number): readonly string[] => times(count, (place) => `J-${from + place}`);

async function link(
  ...findings: readonly Finding[]
): Promise<Readonly<Record<string, { of: string | undefined; has: readonly string[] }>>> {
  const linked = await linkSymptoms(engine, findings, RELATIONS, "s_");
  expect(linked.map(({ fingerprint }) => fingerprint)).toEqual(findings.map(({ fingerprint }) => fingerprint));
  return Object.fromEntries(
    linked.map(({ fingerprint, symptomOf, symptoms }) => [
      fingerprint,
      { of: symptomOf, has: (symptoms ?? []).map((symptom) => symptom.fingerprint) },
    ]),
  );
}

const ALONE = { of: undefined, has: [] } as const;

describe("findings over the same records", () => {
  test("what broke at the handoff stands before the states that follow; each names the other", async () => {
    const [states, broken] = [await disagreeing(keys(1, 10)), await missing(keys(1, 10))];
    expect(await link(states, broken)).toEqual({ states: { of: "missing", has: [] }, missing: { of: undefined, has: ["states"] } });
    const [first] = await linkSymptoms(engine, [broken, states], RELATIONS, "s_");
    expect(first?.symptoms).toEqual([{ fingerprint: "states", title: "title of states" }]);
  });

  test("four fifths of all records of either are enough, less is not", async () => {
    // 8 of 10 are of both.
    expect(await link(await missing(keys(1, 9)), await disagreeing(keys(2, 9)))).toMatchObject({ states: { of: "missing" } });
  });

  test("near miss: seven of eleven, or a part of many", async () => {
    expect(await link(await missing(keys(1, 9)), await disagreeing(keys(3, 9)))).toEqual({ missing: ALONE, states: ALONE });
  });

  test("near miss: all of a few among many is no symptom of the many", async () => {
    expect(await link(await missing(keys(1, 30)), await disagreeing(keys(1, 10)))).toEqual({ missing: ALONE, states: ALONE });
  });

  test("near miss: one record has two things wrong by chance", async () => {
    expect(await link(await missing(keys(1, 1)), await disagreeing(keys(1, 1)))).toEqual({ missing: ALONE, states: ALONE });
  });

  test("the same keys of other datasets are other records", async () => {
    const states = await disagreeing(keys(1, 10));
    await engine.runInline(sql`UPDATE mismatches SET dataset = 'crm.deals'`);
    expect(await link(await missing(keys(1, 10)), states)).toEqual({ missing: ALONE, states: ALONE });
  });

  test("a sign is linked by the records that it compares with, too", async () => {
    expect(await link(await signed(keys(1, 10)), await missing(keys(1, 11)))).toMatchObject({ log: { of: "missing" } });
  });

  test("near miss: what two signs both compare with is not what they are about", async () => {
    const states = await disagreeing(keys(50, 10), undefined);
    // Both are compared with the same ten jobs; neither is about them.
    await engine.runInline(
      sql`UPDATE mismatches SET other_dataset = 'dispatch.jobs', other_key = 'J-' || (CAST(substr(key, 3) AS INTEGER) - 49)`,
    );
    expect(await link(await signed(keys(1, 10)), states)).toEqual({ log: ALONE, states: ALONE });
  });

  test("what has a cause stands before what has none; then the larger", async () => {
    const known = { cause: { class: "configuration" } as Cause };
    const states = await disagreeing(keys(1, 10));
    const log = await signed(keys(1, 10));
    expect(await link(log, await missing(keys(1, 10), known), states)).toEqual({
      log: { of: "missing", has: [] },
      missing: { of: undefined, has: ["log", "states"] },
      states: { of: "missing", has: [] },
    });
  });

  test("what a setting explains stays with it, and what is the same as that goes with it", async () => {
    const broken = await missing(keys(1, 10));
    const symptoms = [{ fingerprint: "missing", title: "title of missing" }];
    const setting = finding("setting", { kind: "vendor-setting", outcome: "setting", symptoms });
    expect(await link(broken, await disagreeing(keys(1, 10)), setting)).toEqual({
      missing: { of: "setting", has: [] },
      states: { of: "setting", has: [] },
      setting: { of: undefined, has: ["missing", "states"] },
    });
  });

  test("the order of the findings changes nothing", async () => {
    const all = [await missing(keys(1, 10)), await disagreeing(keys(1, 10)), await signed(keys(1, 10))] as const;
    expect(await link(...all.toReversed())).toEqual(await link(...all));
  });
});

describe("what a sign says of its own cause", () => {
  test.each([
    ["value-sets-differ", "definitions", "reporting-architecture"],
    ["no-owner", "no-owner", "ownership"],
    ["truncated", "page-limit", "vendor-limit"],
  ] as const)("%s is %s", (outcome, code, kind) => {
    const cause = causeOfSign(finding("sign", { outcome, subject: { type: "dataset", id: "crm.deals" }, amount: "12.50", records: 4 }));
    expect(cause).toMatchObject({ code, class: kind, proven: false, explained: { records: 4, amount: "12.50", share: 1 } });
    expect(cause?.unexplained).toEqual({ records: 0, amount: "0.00" });
    expect(cause?.refutedBy).toBeTruthy();
  });

  test("other signs say nothing of why, and a break of that name is no sign", () => {
    expect(causeOfSign(finding("sign", { outcome: "values-differ", subject: { type: "fact", id: "customer.email" } }))).toBeUndefined();
    expect(causeOfSign(finding("break", { outcome: "no-owner" }))).toBeUndefined();
  });
});
