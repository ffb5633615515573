import { expect, test } from "vitest";
import { moveOf, titleOf } from "../../src/detect/migration/say.ts";
import type { ShownSign, ToldSigns } from "../../src/detect/sign-findings.ts";
import { migrationContext } from "./migration-given.ts";

const sign = (unit: string | null, value: string | null, otherValue: string | null = null): ShownSign => ({
  fingerprint: "f",
  dataset: "dispatch.jobs",
  key: null,
  other_key: unit,
  field: "status",
  value,
  other_value: otherValue,
  amount: null,
  unit,
  day: "2026-03-02",
  detail: null,
});

function told(outcome: ToldSigns["outcome"], first: ShownSign, ...rest: readonly ShownSign[]): ToldSigns {
  const shown: ToldSigns["shown"] = [first, ...rest];
  return {
    outcome,
    subject: { type: "field", id: "dispatch.jobs.status" },
    signs: shown.length,
    records: 40,
    worth: undefined,
    share: 0,
    values: [],
    shown,
    unit: shown.every(({ unit }) => unit === first.unit) ? (first.unit ?? undefined) : undefined,
    detail: { title: "Jobs", system: "Dispatch", cutover: "2026-03-02" },
    handoff: undefined,
    context: migrationContext(),
  };
}

test("a word of one unit is told of the unit, beside what is told of all", () => {
  const [own, all] = [sign("rochester", "Done", "Completed"), sign(null, "Finished", "Completed")];
  expect(titleOf(told("old-word", own))).toBe(
    'Jobs (Dispatch): 40 records in Rochester still bear the status "Done" (now "Completed"), out of use since 2 March 2026',
  );
  expect(titleOf(told("old-word", own, all))).toBe(
    'Jobs (Dispatch): 40 records still bear the status "Done" in Rochester (now "Completed") and 1 more old word, out of use since 2 March 2026',
  );
  expect(titleOf(told("old-word", all, own))).toBe(
    'Jobs (Dispatch): 40 records still bear the status "Finished" (now "Completed") and 1 more old word ("Done" in Rochester), out of use since 2 March 2026',
  );
  expect(titleOf(told("old-word", all))).toBe(
    'Jobs (Dispatch): 40 records still bear the status "Finished" (now "Completed"), out of use since 2 March 2026',
  );
});

test("a column of some units is told of them", () => {
  const units = ["buffalo", "erie", "rochester", "venice"].map((unit) => sign(unit, null));
  const title = (count: number) => titleOf(told("column-stopped", ...(units.slice(0, count) as [ShownSign])));
  expect(title(1)).toBe("Jobs (Dispatch): status in Buffalo stopped being filled on 2 March 2026: 40 later records lack it");
  expect(title(2)).toContain("status in Buffalo and Erie stopped");
  expect(title(4)).toContain("status in Buffalo, Erie, Rochester and 1 more stopped");
  const seldom = { ...told("column-stopped", sign(null, null)), detail: { cutover: "2026-03-02", filledBefore: "45.0 %" } };
  expect(titleOf(seldom)).toContain("40 later records lack it, where 45.0 % of the earlier ones had it");
  expect(titleOf({ ...seldom, detail: { filledBefore: "98.0 %" } })).toMatch(/40 later records lack it$/);
  expect(moveOf(told("column-stopped", sign(null, null)))).toBe(
    "Find what still reads status, and name the field that took its place, or fill it again; name an owner of Dispatch first.",
  );
});
