import type { Engine } from "../../engines/engine.ts";
import { money, type Correction, type ReportedNumber, type ReviewedReport } from "../../model/index.ts";
import { insertToldSigns, type ToldSign } from "../told-signs.ts";

/** A correction with the number that it changes. */
export interface CorrectedNumber {
  readonly number: ReportedNumber;
  readonly correction: Correction;
}

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
  await insertToldSigns(
    engine,
    signs,
    { kind: "source-of-truth-conflict", outcome: "defined-otherwise", subject },
    of(["defined-otherwise"]).map((number) => numberRow(report, number, { ...shared, reading: reading?.words })),
  );
  await insertToldSigns(
    engine,
    signs,
    { kind: "corrected-export", outcome: "unexplained-number", subject },
    of(["unexplained", "not-in-raw", "not-reported"]).map((number) => numberRow(report, number, shared)),
  );
  const net = new Set(corrections.map(({ number }) => number)).size;
  await insertToldSigns(
    engine,
    signs,
    { kind: "corrected-export", outcome: "corrected", subject },
    corrections.map((each) => correctionRow(each, { ...shared, numbers: String(net) })),
  );
}

type Detail = Readonly<Record<string, string | undefined>>;

function numberRow(report: ReviewedReport, number: ReportedNumber, detail: Detail): ToldSign {
  const residual = number.outcome === "defined-otherwise" || number.outcome === "not-reported" ? number.difference : number.residual;
  return {
    dataset: report.id,
    key: `${number.period}${number.unit === undefined ? "" : ` · ${number.unit}`}`,
    field: number.at?.cell ?? "value",
    value: number.raw,
    otherValue: number.reported,
    amount: money(residual).abs().toFixed(),
    unit: number.unit,
    day: number.period,
    file: number.at?.file,
    line: number.at?.line,
    detail: { ...detail, outcome: number.outcome },
  };
}

function correctionRow({ number, correction }: CorrectedNumber, detail: Detail): ToldSign {
  return {
    dataset: correction.dataset ?? correction.file,
    key: correction.key ?? `${correction.sheet ?? ""}!${correction.cell ?? ""}`,
    field: correction.column ?? correction.kind,
    value: correction.before,
    otherValue: correction.after,
    amount: money(correction.effect).abs().toFixed(),
    unit: number.unit,
    day: number.period,
    actor: correction.by,
    file: correction.file,
    detail: {
      ...detail,
      kind: correction.kind,
      sheet: correction.sheet,
      cell: correction.cell,
      effect: correction.effect,
      by: correction.by,
      comment: correction.comment,
    },
  };
}
