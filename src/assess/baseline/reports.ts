import type { BaselineItem, ReviewedMetric, ReviewedReport, Undecided, WaterfallStep } from "../../model/index.ts";
import { counted } from "../triage/answers.ts";
import { line } from "./lines.ts";

const QUESTION = "Does it show raw data or an edited export?";

/** Every report once: raw data, or what people made of it. */
export function reportLines(review: Undecided): readonly BaselineItem[] {
  if (review.reports.length > 0) return review.reports.map((report) => reportLine(review, report));
  return [
    line({
      topic: "reports",
      subject: "Reports",
      question: QUESTION,
      state: "unknown",
      evidence: ["no report is declared, so no reported number was held against raw records"],
    }),
  ];
}

function reportLine(review: Undecided, report: ReviewedReport): BaselineItem {
  const metric = review.metrics.find(({ id }) => id === report.metric);
  const workbook = review.workbooks.find(({ id }) => id === report.through);
  const of = (outcome: ReviewedReport["numbers"][number]["outcome"]): number =>
    report.numbers.filter((number) => number.outcome === outcome).length;
  const [ties, otherwise, corrected, unexplained, extra, untold] = [
    of("ties"),
    of("defined-otherwise"),
    of("corrected"),
    of("unexplained"),
    of("not-in-raw"),
    of("not-reported"),
  ];
  const told = report.numbers.length - untold;
  const edited = report.through !== undefined;
  const against = otherwise + unexplained + extra + (edited ? 0 : corrected);
  const findings = review.findings.filter(({ subject }) => subject?.type === "report" && subject.id === report.id);
  const reading = report.readings[0]?.words;
  const seen = [
    ...(corrected > 0 ? [`an edited export: people's corrections explain ${counted(corrected, "number")} to the cent`] : []),
    ...(otherwise > 0
      ? [`raw data by another definition${reading === undefined ? "" : ` (${reading})`} in ${counted(otherwise, "number")}`]
      : []),
    ...(unexplained > 0 ? [`${counted(unexplained, "number")} that neither raw records nor corrections explain`] : []),
    ...(extra > 0 ? [`${counted(extra, "number")} of which there is no raw record`] : []),
    ...(ties > 0 && ties === told ? [edited ? "no number was changed on the way" : "raw data: every number ties to the records"] : []),
  ];
  const evidence = [
    told === 0
      ? "no number of it could be held against raw records"
      : `${ties} of ${counted(told, "reported number")} ${ties === 1 ? "ties" : "tie"} to raw records`,
    ...(untold === 0 ? [] : [`${counted(untold, "period")} of raw records ${untold === 1 ? "is" : "are"} not reported`]),
    ...effects(report),
    ...(report.notes.length === 0 ? [] : [`${counted(report.notes.length, "thing")} could not be read or followed`]),
  ];
  return line({
    topic: "reports",
    subject: report.title,
    question: QUESTION,
    state: against > 0 ? "conflicting" : "declared",
    declared: edited
      ? `an edited export: ${naming(report, metric)} through the workbook ${workbook?.title ?? report.through ?? ""}`
      : `raw data: ${naming(report, metric)}, and no workbook on the way`,
    inferred: seen.length === 0 ? undefined : seen.join("; "),
    evidence,
    findings,
  });
}

function naming({ metric: id }: ReviewedReport, metric: ReviewedMetric | undefined): string {
  return metric === undefined ? `the metric ${id}` : `${metric.title} from ${metric.dataset}`;
}

/** What people changed before its numbers; another definition is no correction. */
export function stepsBefore({ numbers }: ReviewedReport): readonly WaterfallStep[] {
  return numbers.flatMap(({ steps }) => steps).filter(({ kind }) => kind !== "definition");
}

/** How many corrections stand before its numbers. */
export function correctionsBefore(report: ReviewedReport): number {
  return stepsBefore(report).reduce((sum, step) => sum + step.corrections, 0);
}

function effects(report: ReviewedReport): readonly string[] {
  const corrections = correctionsBefore(report);
  return corrections === 0 ? [] : [`${counted(corrections, "correction")} stand${corrections === 1 ? "s" : ""} between`];
}
