import { describe, expect, test } from "vitest";
import type { DemoTruth } from "../../src/demo/index.ts";
import { cellName } from "../../src/formulas/index.ts";
import { CORRECTION_KINDS, formatMoney, money, type ColumnOrigin, type ProvenTable, type Review } from "../../src/model/index.ts";
import { reviewedDemo, SEEDS } from "./shared.ts";

/*
 * Reported numbers and workbooks against what the generator says of them: it counts in
 * whole cents while it writes, and shares no code with what is tested.
 */

type NumberTruth = DemoTruth["reports"][string]["numbers"][number];
type TableTruth = DemoTruth["workbooks"][string]["files"][number]["tables"][number];
type Report = Review["reports"][number];
type ReportedNumber = Report["numbers"][number];

describe.each(SEEDS)("seed %i", (seed) => {
  test("every correction is found with its exact effect, and nothing else; every way from raw to reported closes", async () => {
    const { truth, review } = await reviewedDemo(seed);
    expect(review.reports.map(({ id }) => id).toSorted()).toEqual(Object.keys(truth.reports).toSorted());
    for (const [id, told] of Object.entries(truth.reports)) {
      const report = reportOf(review, id);
      expect(report.metric).toBe(told.metric);
      expect(report.numbers.map(found), id).toEqual(told.numbers.map(wanted));
      for (const number of report.numbers) expectClosed(number, `${id} ${number.period} ${number.unit}`);
    }
  }, 240_000);

  test("two definitions are told as such, and blame nobody", async () => {
    const { truth, review } = await reviewedDemo(seed);
    for (const [id, told] of Object.entries(truth.reports)) {
      const { readings } = reportOf(review, id);
      if (told.reading === undefined) expect(readings, id).toEqual([]);
      else expect(readings[0]?.changes, id).toEqual([told.reading]);
    }
  }, 240_000);

  test("where every column of every workbook comes from", async () => {
    const { truth, review } = await reviewedDemo(seed);
    expectProvenance(review, truth);
  }, 240_000);

  test("findings: one a report that is corrected or defined otherwise; what the workbook stands in for", async () => {
    const { truth, review } = await reviewedDemo(seed);
    const told = Object.entries(truth.reports).flatMap(([id, { numbers }]) => {
      const corrections = numbers.reduce((sum, number) => sum + number.corrections.length, 0);
      const otherwise = numbers.filter(({ outcome }) => outcome === "defined-otherwise").length;
      return [
        ...(corrections > 0 ? [`corrected-export corrected ${id} ${corrections}`] : []),
        ...(otherwise > 0 ? [`source-of-truth-conflict defined-otherwise ${id} ${otherwise}`] : []),
      ];
    });
    const findings = review.findings.filter(({ subject }) => subject?.type === "report");
    expect(findings.map(({ kind, outcome, subject, records }) => `${kind} ${outcome} ${subject?.id} ${records}`).toSorted()).toEqual(
      told.toSorted(),
    );
    const middleware = review.findings.filter(({ kind }) => kind === "spreadsheet-middleware");
    expect(new Set(middleware.map(({ subject }) => subject?.id))).toEqual(new Set(Object.keys(truth.workbooks)));
    expect(middleware.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(["undocumented-join", "missing-backend-state", "typed-over"]),
    );
  }, 240_000);

  test("in the clean twin every number ties, pasted sheets are copies, and nothing is found", async () => {
    const { truth, review } = await reviewedDemo(seed, true);
    for (const [id, told] of Object.entries(truth.reports)) {
      const { numbers, readings } = reportOf(review, id);
      expect(numbers.map(found), id).toEqual(told.numbers.map(wanted));
      expect(new Set(numbers.map(({ outcome }) => outcome)), id).toEqual(new Set(["ties"]));
      expect(readings).toEqual([]);
    }
    expectProvenance(review, truth);
    expect(review.findings).toEqual([]);
  }, 240_000);
});

function reportOf(review: Review, id: string): Report {
  const report = review.reports.find((each) => each.id === id);
  if (report === undefined) throw new Error(`the review has no report ${id}`);
  return report;
}

/** A row is named by its first cell. */
function place(sheet: string | null | undefined, cell: string | null | undefined): string {
  return `${sheet ?? "-"}!${cell?.split(":")[0] ?? "-"}`;
}

function wanted({ period, unit, raw, reported, outcome, corrections }: NumberTruth): unknown {
  const lines = corrections.map(({ kind, file, sheet, cell, key, effect, by }) =>
    [kind, file, place(sheet, cell), key ?? "-", effect, by ?? "-"].join(" | "),
  );
  return { period, unit, raw, reported, outcome, corrections: lines.toSorted() };
}

function found({ period, unit, raw, reported, outcome, steps }: ReportedNumber): unknown {
  const lines = steps.flatMap(({ samples }) =>
    samples.map(({ kind, file, sheet, cell, key, effect, by }) =>
      [kind, file, place(sheet, cell), key ?? "-", effect, by ?? "-"].join(" | "),
    ),
  );
  return { period, unit: unit ?? null, raw, reported, outcome, corrections: lines.toSorted() };
}

/** Steps stand in order, are what their corrections sum to, and sum to the difference with nothing left. */
function expectClosed({ raw, reported, difference, steps, residual }: ReportedNumber, where: string): void {
  const sum = (amounts: readonly string[]) => formatMoney(amounts.reduce((total, amount) => total.plus(money(amount)), money("0")));
  expect(residual, where).toBe("0.00");
  expect(sum([raw, ...steps.map(({ effect }) => effect)]), where).toBe(reported);
  expect(sum([raw, difference]), where).toBe(reported);
  const order = steps.map(({ kind }) => CORRECTION_KINDS.indexOf(kind));
  expect(order, where).toEqual(order.toSorted((a, b) => a - b));
  for (const { kind, effect, samples, corrections } of steps) {
    if (kind === "definition") continue;
    expect(samples, where).toHaveLength(corrections);
    expect(sum(samples.map((each) => each.effect)), `${where} ${kind}`).toBe(effect);
  }
}

function expectProvenance(review: Review, truth: DemoTruth): void {
  for (const [id, { files }] of Object.entries(truth.workbooks)) {
    const workbook = review.workbooks.find((each) => each.id === id);
    expect(workbook?.files.map(({ file }) => file)).toEqual(files.map(({ file }) => file));
    for (const told of files) {
      const file = workbook?.files.find((each) => each.file === told.file);
      expect(file, told.file).toMatchObject({ savedBy: told.savedBy, createdBy: told.createdBy });
      expect(Date.parse(file?.savedAt ?? ""), told.file).toBe(Date.parse(told.savedAt));
      expect(
        file?.comments.map(({ sheet, cell, author, text }) => ({ sheet, cell, author, text })),
        told.file,
      ).toEqual(told.notes);
      // A summary's rows are no records of a system.
      const sheets = new Set(told.tables.map(({ sheet }) => sheet));
      const tables = file?.tables.filter(({ sheet }) => sheets.has(sheet)) ?? [];
      expect(tables.map(tableFound), told.file).toEqual(told.tables.map(tableWanted));
    }
  }
}

function tableWanted({ columns, ...table }: TableTruth): unknown {
  const lines = columns.map(({ title, hidden, origin, overrides }) => ({
    title,
    hidden,
    origin,
    overrides: overrides.map(({ cell, kind }) => `${cell} ${kind}`),
  }));
  return { ...table, columns: lines };
}

function tableFound({ sheet, range, records, hiddenRows, columns }: ProvenTable): unknown {
  return {
    sheet,
    rows: [range.fromRow + 1, range.toRow + 1],
    records: records === undefined ? null : { dataset: records.dataset, matched: records.matched },
    hiddenRows,
    columns: columns.map(({ title, hidden, origin, overrides, column }) => ({
      title,
      hidden,
      origin: originFound(origin),
      overrides: overrides.map(({ row, kind }) => `${cellName(row, column)} ${kind}`),
    })),
  };
}

function originFound(origin: ColumnOrigin): unknown {
  switch (origin.kind) {
    case "copied":
      return { kind: origin.kind, dataset: origin.dataset, field: origin.field };
    case "looked-up":
      return { kind: origin.kind, join: origin.join, taken: origin.taken, misses: origin.misses };
    case "derived":
      return { kind: origin.kind, reads: origin.reads };
    case "typed":
    case "empty":
      return { kind: origin.kind };
  }
}
