import type { BaselineItem, ReviewedReport, ReviewedWorkbook, Undecided } from "../../model/index.ts";
import { counted } from "../triage/answers.ts";
import { line, listed } from "./lines.ts";
import { correctionsBefore, stepsBefore } from "./reports.ts";

const WHO = "Who corrects them, and where do the corrections live?";

/** Who corrects what does not fit, and where that is kept: at handoffs, in workbooks, before reports, by typing again. */
export function correctionLines(review: Undecided): readonly BaselineItem[] {
  return [
    atHandoffs(review),
    ...review.workbooks.map((workbook) => inWorkbook(review, workbook)),
    ...(review.workbooks.length === 0 ? [noWorkbook()] : []),
    ...review.reports.flatMap((report) => elsewhere(review, report)),
    ...typedAgain(review),
  ];
}

/** Exceptions of handoffs: who is named to work them. */
function atHandoffs({ handoffs, findings }: Undecided): BaselineItem {
  const owners = [...new Set(handoffs.flatMap(({ owner }) => owner ?? []))];
  const nobody = handoffs.filter(({ owner }) => owner === undefined);
  const names = owners.map((owner) => `${owner} (${counted(handoffs.filter((one) => one.owner === owner).length, "handoff")})`);
  const unnamed = new Set(nobody.map(({ id }) => id));
  const breaks = nobody.reduce((sum, one) => sum + one.breaks, 0);
  return line({
    topic: "corrections",
    subject: "Exceptions at handoffs",
    question: WHO,
    state: handoffs.length > 0 && nobody.length === 0 ? "declared" : "unknown",
    declared: names.length === 0 ? undefined : `exceptions are worked by ${listed(names, 8)}`,
    evidence:
      handoffs.length === 0
        ? ["no handoff is declared"]
        : [
            `somebody is named to work the exceptions of ${handoffs.length - nobody.length} of ${counted(handoffs.length, "handoff")}`,
            ...(nobody.length === 0
              ? []
              : [
                  `nobody is named at ${listed(nobody.map(({ title }) => title))}, where ${counted(breaks, "break")} ${breaks === 1 ? "stands" : "stand"}`,
                ]),
            "no system records where an exception was corrected, beyond the workbooks below",
          ],
    findings: findings.filter(({ handoff }) => handoff !== undefined && unnamed.has(handoff)),
  });
}

function inWorkbook(review: Undecided, workbook: ReviewedWorkbook): BaselineItem {
  const { id, title, owner, files, people } = workbook;
  const tables = files.flatMap((file) => file.tables);
  const columns = tables.flatMap((table) => table.columns);
  // Another formula is how a total is made, not what a person put in the place of a value.
  const overrides = columns.flatMap((column) => column.overrides).filter(({ kind }) => kind !== "other-formula").length;
  const cut = columns.some((column) => column.exceptions > column.overrides.length);
  const typed = new Set(
    tables
      .filter(({ records }) => records !== undefined)
      .flatMap(({ name, columns }) => columns.filter(({ origin }) => origin.kind === "typed").map((column) => `${name}.${column.title}`)),
  );
  const reached = review.reports.filter(({ through }) => through === id).flatMap((report) => reach(report));
  const where = placeOf(files.map(({ file }) => file));
  const shown = [
    ...(people.length === 0 ? [] : [`${listed(people)} made, saved, commented or changed it`]),
    ...(overrides === 0
      ? []
      : [`${cut ? "at least " : ""}${counted(overrides, "cell")} ${overrides === 1 ? "was" : "were"} typed over or edited`]),
    ...(typed.size === 0 ? [] : [`people type ${listed([...typed])}`]),
    ...(reached.length === 0 ? [] : [`corrections reach ${listed(reached)}`]),
  ];
  return line({
    topic: "corrections",
    subject: title,
    question: WHO,
    state: owner !== undefined ? "declared" : shown.length > 0 ? "inferred" : "unknown",
    declared: owner === undefined ? undefined : `${owner} keeps it, ${where}`,
    inferred: shown.length === 0 ? undefined : shown.join("; "),
    evidence: [
      `${counted(files.length, "file")} ${files.length === 1 ? "was" : "were"} read, ${where}`,
      ...(owner === undefined ? ["nobody is named who keeps it"] : []),
      ...(overrides + typed.size + reached.length === 0 ? ["no correction was found in it"] : []),
      ...(people.length === 0 ? ["no file says who worked in it"] : []),
    ],
    findings: review.findings.filter(
      ({ subject }) =>
        (subject?.type === "workbook" && subject.id === id) ||
        (subject?.type === "report" && review.reports.some((report) => report.id === subject.id && report.through === id)),
    ),
  });
}

function placeOf(files: readonly string[]): string {
  const [first, last] = [files[0], files.at(-1)];
  if (first === undefined || last === undefined) return "of which no file was found";
  return first === last ? `in ${first}` : `in ${first} to ${last}`;
}

/** `Flash total (9)`: a report, and the corrections before it. */
function reach(report: ReviewedReport): readonly string[] {
  const corrections = correctionsBefore(report);
  return corrections === 0 ? [] : [`${report.title} (${corrections})`];
}

function noWorkbook(): BaselineItem {
  return line({
    topic: "corrections",
    subject: "Spreadsheets",
    question: WHO,
    state: "unknown",
    evidence: ["no workbook is declared, so no correction outside the systems could be seen"],
  });
}

/** Corrections before a report of which nobody declares through which workbook it goes. */
function elsewhere({ findings }: Undecided, report: ReviewedReport): readonly BaselineItem[] {
  if (report.through !== undefined) return [];
  const samples = stepsBefore(report).flatMap((step) => step.samples);
  const people = [...new Set(samples.flatMap(({ by }) => by ?? []))].toSorted();
  const files = [...new Set(samples.map(({ file }) => file))].toSorted();
  const [told] = reach(report);
  if (told === undefined) return [];
  return [
    line({
      topic: "corrections",
      subject: `Corrections before ${report.title}`,
      question: WHO,
      state: "inferred",
      inferred: `${people.length === 0 ? "somebody" : listed(people)} corrects${files.length === 0 ? "" : ` in ${listed(files)}`}`,
      evidence: [`corrections reach ${told}`, "the report names no workbook that it goes through"],
      findings: findings.filter(({ subject }) => subject?.type === "report" && subject.id === report.id),
    }),
  ];
}

/** Handoffs at which people type records again that another system holds. */
function typedAgain({ handoffs, findings }: Undecided): readonly BaselineItem[] {
  return handoffs.flatMap(({ id, title }) => {
    const here = findings.filter(({ outcome, subject }) => outcome === "re-keyed" && subject?.type === "handoff" && subject.id === id);
    const records = here.reduce((sum, one) => sum + one.records, 0);
    if (records === 0) return [];
    return [
      line({
        topic: "corrections",
        subject: `Typed again: ${title}`,
        question: WHO,
        state: "inferred",
        inferred: `people type ${counted(records, "record")} again downstream`,
        evidence: here.map((one) => one.title).toSorted(),
        findings: here,
      }),
    ];
  });
}
