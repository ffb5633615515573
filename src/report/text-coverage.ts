import { formatLocation, type Review } from "../model/index.ts";
import { count } from "./money.ts";
import { shown, table, wrap, type Layout } from "./terminal.ts";
import { counted, moment, STATUS_WORDS } from "./words.ts";

/** What was read and checked, on how many records, and what was not and why. */
export function coverageLines(layout: Layout): string[] {
  const { review, width, paint } = layout;
  const read = table(
    [
      { title: "read", align: "left" },
      { title: "records", align: "right" },
      { title: "unreadable", align: "right" },
      { title: "captured", align: "left" },
    ],
    review.datasets.map((dataset) => [
      shown(dataset.id),
      count(dataset.rows),
      count(dataset.unreadable),
      moment(dataset.capturedAt, review.estate.timeZone),
    ]),
    { width, indent: "  ", paint },
  );
  const runs = table(
    [
      { title: "check", align: "left" },
      { title: "records", align: "right" },
      { title: "findings", align: "right" },
      { title: "result", align: "left" },
    ],
    review.coverage.map((run) => [shown(`${run.check} ${run.subject}`), count(run.records), count(run.findings), STATUS_WORDS[run.status]]),
    { width, indent: "  ", paint },
  );
  const said = [...datasetRemarks(review), ...runRemarks(review)].flatMap((remark) =>
    wrap(remark, width - 4).map((line, index) => (index === 0 ? `  · ${line}` : `    ${line}`)),
  );
  return [
    paint("Coverage", "strong"),
    ...(review.datasets.length === 0 ? ["  No dataset was read."] : read),
    "",
    ...(review.coverage.length === 0 ? ["  No check ran, so nothing is proven."] : runs),
    ...(said.length === 0 ? [] : ["", ...said]),
  ];
}

function datasetRemarks(review: Review): string[] {
  return review.datasets.flatMap((dataset) => {
    const first = dataset.unreadableSamples[0];
    const where = first?.at === undefined ? "" : `, first at ${formatLocation(first.at)}`;
    const unreadable = dataset.unreadable === 0 ? [] : [`${counted(dataset.unreadable, "value")} could not be read${where}`];
    return [...unreadable, ...dataset.hints.map((hint) => hint.message), ...dataset.notes].map((remark) =>
      shown(`${dataset.id}: ${remark}`),
    );
  });
}

function runRemarks(review: Review): string[] {
  return review.coverage
    .filter((run) => run.reason !== undefined)
    .map((run) => shown(`${run.check} ${run.subject}: ${STATUS_WORDS[run.status].toLowerCase()}: ${run.reason ?? ""}`));
}
