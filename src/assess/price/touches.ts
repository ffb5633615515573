import type { Assumption, Estate, Finding, ReviewedWorkbook } from "../../model/index.ts";
import { assumed, constant, measured, over, plus, times, type Estimate } from "./estimate.ts";
import type { Share } from "./share.ts";

/** What prices are computed from, beside the findings. */
export interface PriceGrounds {
  readonly estate: Pick<Estate, "datasets" | "handoffs" | "lifecycles" | "workflows" | "reports" | "units">;
  readonly workbooks: readonly Pick<ReviewedWorkbook, "id" | "title" | "files" | "everyDays">[];
  readonly assumptions: ReadonlyMap<string, Assumption>;
  /** By dataset: calendar months in which it has records. */
  readonly months: ReadonlyMap<string, number>;
  /** By fingerprint. */
  readonly shares: ReadonlyMap<string, Share>;
}

/** Manual work a month, in hours, and how that was computed. */
export interface Touches {
  readonly hours: Estimate;
  readonly formula: string;
}

const HOUR = constant(60);
const MONTH = "30.4375";

/**
 * The manual work that a finding makes each month. A record is worked once, a workbook
 * made and its meeting held once, whichever findings tell of it.
 *
 * @param first is it the first finding of its workbook?
 */
export function touchesOf(finding: Finding, share: Share, first: boolean, grounds: PriceGrounds): Touches {
  const { kind, outcome } = finding;
  if (outcome === "re-keyed") return rekeyed(finding, grounds);
  if (outcome === "no-alert") {
    const { assumptions } = grounds;
    const hours = over(times(assumed(assumptions, "times.check"), assumed(assumptions, "minutes.check")), HOUR);
    return { hours, formula: "times.check × minutes.check ÷ 60" };
  }
  if (kind === "corrected-export") return corrected(finding, share, first, grounds);
  if (kind === "spreadsheet-middleware" && finding.subject?.type === "workbook") return madeAnew(finding, first, grounds);
  if (share.records > 0) return exceptions(finding, share, grounds);
  return { hours: constant(0), formula: "0: no manual work of its own was seen" };
}

function exceptions(finding: Finding, { records }: Share, grounds: PriceGrounds): Touches {
  const [months, word] = monthsFor(datasetOf(finding, grounds), grounds);
  const worked = measured("records", records, "records of the finding that no other finding counts");
  const hours = over(times(worked, assumed(grounds.assumptions, "minutes.exception")), times(months, HOUR));
  return { hours, formula: `records ÷ ${word} × minutes.exception ÷ 60` };
}

function rekeyed(finding: Finding, grounds: PriceGrounds): Touches {
  const handoff = grounds.estate.handoffs.find(({ id }) => id === finding.handoff || id === finding.subject?.id);
  const [months, word] = monthsFor(handoff?.to.dataset, grounds);
  const typed = measured("records", finding.records, "records that a person typed again");
  const hours = over(times(typed, assumed(grounds.assumptions, "minutes.rekey")), times(months, HOUR));
  return { hours, formula: `records ÷ ${word} × minutes.rekey ÷ 60` };
}

/** Corrections, and the meeting in which people explain them, once for each workbook. */
function corrected(finding: Finding, { records }: Share, first: boolean, grounds: PriceGrounds): Touches {
  const { assumptions } = grounds;
  const workbook = workbookOf(finding, grounds);
  if (workbook === undefined) return { hours: constant(0), formula: "0: no workbook is known in which it is corrected" };
  const [pace, word] = paceOf(workbook, grounds);
  const terms: Estimate[] = [];
  const words: string[] = [];
  if (records > 0) {
    const made = measured("corrections", records, `corrections in ${workbook.title} that no other finding counts`);
    const files = measured("files", Math.max(1, workbook.files.length), `files of ${workbook.title}`);
    terms.push(times(over(made, files), pace, assumed(assumptions, "minutes.correction")));
    words.push(`corrections ÷ files × ${word} × minutes.correction`);
  }
  if (first) {
    terms.push(times(pace, assumed(assumptions, "minutes.meeting"), assumed(assumptions, "people.meeting")));
    words.push(`${word} × minutes.meeting × people.meeting`);
  }
  if (terms.length === 0) return { hours: constant(0), formula: "0: other findings count its corrections and its meeting" };
  return { hours: over(plus(...terms), HOUR), formula: `(${words.join(" + ")}) ÷ 60` };
}

function madeAnew(finding: Finding, first: boolean, grounds: PriceGrounds): Touches {
  const workbook = workbookOf(finding, grounds);
  if (!first || workbook === undefined) return { hours: constant(0), formula: "0: another finding counts the making of the workbook" };
  const [pace, word] = paceOf(workbook, grounds);
  return {
    hours: over(times(pace, assumed(grounds.assumptions, "minutes.workbook")), HOUR),
    formula: `${word} × minutes.workbook ÷ 60`,
  };
}

type Workbook = PriceGrounds["workbooks"][number];

/** Files a month. */
function paceOf({ everyDays, title }: Workbook, { assumptions }: PriceGrounds): readonly [Estimate, string] {
  if (everyDays === undefined || everyDays <= 0) return [assumed(assumptions, "times.workbook"), "times.workbook"];
  return [over(constant(MONTH), measured("days", everyDays, `days from one file of ${title} to the next`)), `${MONTH} ÷ days`];
}

/** The workbook that a finding is about, or through which its report goes. */
export function workbookOf({ subject }: Finding, { estate, workbooks }: Pick<PriceGrounds, "estate" | "workbooks">): Workbook | undefined {
  const report = subject?.type === "report" ? estate.reports.find(({ id }) => id === subject.id) : undefined;
  const through = report?.values.kind === "cells" ? report.values.workbook : report?.through;
  const name = subject?.type === "workbook" ? subject.id : through;
  return workbooks.find(({ id }) => id === name);
}

/** Months over which the records of a dataset came, and their name in a formula. */
export function monthsFor(dataset: string | undefined, { months, assumptions, estate }: PriceGrounds): readonly [Estimate, string] {
  const known = months.get(dataset ?? "");
  if (known === undefined) return [assumed(assumptions, "months"), "months"];
  const title = estate.datasets.find(({ id }) => id === dataset)?.title ?? dataset ?? "";
  return [measured("months observed", known, `calendar months in which ${title} has records`), "months observed"];
}

/** The dataset that holds a finding's records. */
export function datasetOf({ lifecycle, samples }: Finding, { estate }: PriceGrounds): string | undefined {
  const tracks = estate.lifecycles.find(({ id }) => id === lifecycle?.id)?.tracks;
  return tracks?.find(({ id }) => id === lifecycle?.track)?.dataset ?? samples[0]?.dataset;
}
