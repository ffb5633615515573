import type { Engine } from "../../engines/engine.ts";
import { money, type Correction, type ReportedNumber, type ReviewedReport } from "../../model/index.ts";
import { join, sql, type Sql } from "../../sql/index.ts";
import { insertSigns, type SignColumns, type SignHead } from "../signs.ts";

/** A correction with the number that it changes. */
export interface CorrectedNumber {
  readonly number: ReportedNumber;
  readonly correction: Correction;
}

/** Rows that go into one statement. */
const CHUNK = 500;

/**
 * Adds a sign for every number that a report tells by another definition, for every
 * one that nothing explains, and for every correction that a person made on the way.
 *
 * @param corrections all of them, not only those that the report's numbers list
 */
export async function insertNumberSigns(
  engine: Engine,
  signs: string,
  report: ReviewedReport,
  corrections: readonly CorrectedNumber[],
  words: { readonly metric: string; readonly workbook: string | undefined },
): Promise<void> {
  const subject = { type: "report", id: report.id } as const;
  const of = (outcome: ReportedNumber["outcome"][]): ReportedNumber[] => report.numbers.filter((one) => outcome.includes(one.outcome));
  const told = report.numbers.filter(({ reported }) => reported !== undefined).length;
  const shared = {
    title: report.title,
    metric: words.metric,
    workbook: words.workbook,
    owner: report.owner,
    decision: report.decision,
    of: String(told),
  };
  const [reading] = report.readings;
  await insert(
    engine,
    signs,
    { kind: "source-of-truth-conflict", outcome: "defined-otherwise", subject },
    of(["defined-otherwise"]).map((number) => numberRow(report, number, { ...shared, reading: reading?.words })),
  );
  await insert(
    engine,
    signs,
    { kind: "corrected-export", outcome: "unexplained-number", subject },
    of(["unexplained", "not-in-raw", "not-reported"]).map((number) => numberRow(report, number, shared)),
  );
  const net = new Set(corrections.map(({ number }) => number)).size;
  await insert(
    engine,
    signs,
    { kind: "corrected-export", outcome: "corrected", subject },
    corrections.map((each) => correctionRow(each, { ...shared, numbers: String(net) })),
  );
}

type Detail = Readonly<Record<string, string | undefined>>;

function numberRow(report: ReviewedReport, number: ReportedNumber, detail: Detail): (string | null)[] {
  const residual = number.outcome === "defined-otherwise" || number.outcome === "not-reported" ? number.difference : number.residual;
  return [
    report.id,
    `${number.period}${number.unit === undefined ? "" : ` · ${number.unit}`}`,
    number.at?.cell ?? "value",
    number.raw,
    number.reported ?? null,
    money(residual).abs().toFixed(),
    number.unit ?? null,
    number.period,
    null,
    number.at?.file ?? null,
    number.at?.line === undefined ? null : String(number.at.line),
    json({ ...detail, outcome: number.outcome }),
  ];
}

function correctionRow({ number, correction }: CorrectedNumber, detail: Detail): (string | null)[] {
  return [
    correction.dataset ?? correction.file,
    correction.key ?? `${correction.sheet ?? ""}!${correction.cell ?? ""}`,
    correction.column ?? correction.kind,
    correction.before ?? null,
    correction.after ?? null,
    money(correction.effect).abs().toFixed(),
    number.unit ?? null,
    number.period,
    correction.by ?? null,
    correction.file,
    null,
    json({
      ...detail,
      kind: correction.kind,
      sheet: correction.sheet,
      cell: correction.cell,
      effect: correction.effect,
      by: correction.by,
      comment: correction.comment,
    }),
  ];
}

function json(detail: Detail): string {
  return JSON.stringify(Object.fromEntries(Object.entries(detail).filter(([, text]) => text !== undefined)));
}

const NAMES = [
  "c_dataset",
  "c_key",
  "c_field",
  "c_value",
  "c_other",
  "c_amount",
  "c_unit",
  "c_day",
  "c_actor",
  "c_file",
  "c_line",
  "c_detail",
];
const COLUMNS: SignColumns = {
  dataset: sql`c_dataset`,
  key: sql`c_key`,
  field: sql`c_field`,
  value: sql`c_value`,
  otherValue: sql`c_other`,
  amount: sql`c_amount`,
  unit: sql`c_unit`,
  date: sql`c_day`,
  from: sql`c_day`,
  actor: sql`c_actor`,
  file: sql`c_file`,
  line: sql`c_line`,
  detail: sql`c_detail`,
};

async function insert(engine: Engine, signs: string, head: SignHead, rows: readonly (readonly (string | null)[])[]): Promise<void> {
  const names: Sql = { parts: [{ kind: "text", text: NAMES.join(", ") }] };
  for (let from = 0; from < rows.length; from += CHUNK) {
    const values = rows.slice(from, from + CHUNK).map((row) => sql`(${join(row.map((value) => sql`CAST(${value} AS VARCHAR)`))})`);
    await engine.runInline(insertSigns(signs, head, COLUMNS, sql`(VALUES ${join(values)}) AS told (${names})`, engine.dialect));
  }
}
