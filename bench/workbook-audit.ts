import { auditWorkbook, THRESHOLDS } from "../src/detect/workbooks/audit/index.ts";
import type { FormulaFault } from "../src/model/index.ts";
import type { Bench, BenchRun } from "./harness/bench.ts";
import { crossValidate, isShipped } from "./workbook-audit/cross-validate.ts";
import { labelledWorkbooks, OTHER_SIDE, type LabelledWorkbook } from "./workbook-audit/labels.ts";
import { cellsOf, count, macro, micro, type Counts } from "./workbook-audit/score.ts";

const place = { bench: "workbook-audit", contender: "tieout", dataset: "annotated" } as const;
/** What must be reached at least, each workbook counting once. */
const mark = { precision: 0.6, recall: 0.6 } as const;

/**
 * The formula audit on recorded workbooks in which people marked faulty cells, at the level of cells: with thresholds that
 * were chosen without the workbook (cross-validated), and with those that are shipped (in sample).
 *
 * The labels mark both sides of a disagreement, the typed number and the formulas that it stands among; so a fault counts
 * with the cells that it disagrees with. `faulty side alone` leaves those, and labels of that side, out. The labels are not
 * exhaustive: precision is a floor.
 *
 * Options: `--datasets shipped` leaves cross-validation out.
 */
export const workbookAudit: Bench = async (run) => {
  const workbooks = await labelledWorkbooks();
  if (workbooks === undefined) {
    run.say("workbook-audit: the recorded workbooks ../shared/data/workbooks are not there");
    run.emit({ ...place, note: "skipped: the recorded workbooks are absent" });
    return;
  }
  const started = performance.now();
  const faults = workbooks.map(({ open }) => auditWorkbook(open));
  const seconds = (performance.now() - started) / 1000;

  if (run.options.get("datasets") !== "shipped") {
    const { counts, chosen, best } = crossValidate(workbooks, run.say);
    emitBoth(run, "cross-validated", counts);
    const different = chosen.filter((thresholds) => !isShipped(thresholds)).length;
    run.say(`chosen from all: ${JSON.stringify(best)}; ${different} of ${chosen.length} folds chose other thresholds than are shipped`);
    const figures = macro(counts);
    const reached = figures.precision >= mark.precision && figures.recall >= mark.recall;
    run.say(`mark, macro, cross-validated: precision ≥ ${mark.precision}, recall ≥ ${mark.recall}: ${reached ? "reached" : "not reached"}`);
  }
  const counts = workbooks.map((workbook, index) => count(cellsOf(faults[index]!, true), new Set(workbook.labels.keys())));
  emitBoth(run, "in sample", counts, seconds);
  const alone = workbooks.map((workbook, index) => count(cellsOf(faults[index]!, false), ownSide(workbook)));
  emitBoth(run, "faulty side alone, in sample", alone);
  sayEach(run, workbooks, counts);
  emitKinds(run, workbooks, faults);
  run.say(`thresholds shipped: ${JSON.stringify(THRESHOLDS)}`);
  run.say("ExceLint, run again on these workbooks: precision 0.285, mean recall 0.28");
};

function emitBoth(run: BenchRun, kind: string, counts: readonly Counts[], seconds?: number): void {
  const time = seconds === undefined ? {} : { seconds: round(seconds) };
  for (const [operation, { precision, recall, f1 }] of [
    ["macro", macro(counts)],
    ["micro", micro(counts)],
  ] as const) {
    run.emit({ ...place, operation, kind, precision: round(precision), recall: round(recall), f1: round(f1), ...time });
  }
}

function sayEach(run: BenchRun, workbooks: readonly LabelledWorkbook[], counts: readonly Counts[]): void {
  for (const [index, { name }] of workbooks.entries()) {
    const { labelled, found, both } = counts[index]!;
    const { precision, recall } = micro([counts[index]!]);
    run.say(
      `${name.padEnd(30)} labelled ${labelled}  found ${found}  both ${both}  precision ${round(precision)}  recall ${round(recall)}`,
    );
  }
}

/** How much of each kind of bug is found, and how much of each kind of fault is labelled. */
function emitKinds(run: BenchRun, workbooks: readonly LabelledWorkbook[], faults: readonly (readonly FormulaFault[])[]): void {
  const bugs = [...new Set(workbooks.flatMap(({ labels }) => [...labels.values()]))].sort();
  for (const bug of bugs) {
    const counts = workbooks.map(({ labels }, index) =>
      count(cellsOf(faults[index]!, true), new Set([...labels].flatMap(([cell, kind]) => (kind === bug ? [cell] : [])))),
    );
    const labelled = counts.reduce((so, one) => so + one.labelled, 0);
    run.emit({ ...place, operation: "bug", kind: bug, recall: round(micro(counts).recall), note: `${labelled} cells` });
  }
  for (const kind of [...new Set(faults.flat().map((fault) => fault.kind))].sort()) {
    const counts = workbooks.map(({ labels }, index) =>
      count(
        cellsOf(
          faults[index]!.filter((fault) => fault.kind === kind),
          false,
        ),
        new Set(labels.keys()),
      ),
    );
    const found = counts.reduce((so, one) => so + one.found, 0);
    run.emit({ ...place, operation: "fault", kind, precision: round(micro(counts).precision), note: `${found} cells` });
  }
}

function ownSide({ labels }: LabelledWorkbook): Set<string> {
  return new Set([...labels].flatMap(([cell, kind]) => (OTHER_SIDE.has(kind) ? [] : [cell])));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
