import type { Break, RecordSource, Review } from "../../src/model/index.ts";
import { large } from "./edges.ts";

/** Columns of a raw row: as many as a review keeps. */
const COLUMNS = 60;

/** A million breaks: 2,000 findings of 500 each, with ten samples, each with a whole raw row of sixty cells. */
export function millionBreaks(): Review {
  const base = large();
  const rows = Array.from({ length: 10 }, (_, place) => rawRow(place));
  const findings = Array.from({ length: 2000 }, (_, index) => {
    const [finding] = base.findings.slice(index % base.findings.length);
    if (finding === undefined) throw new Error("no finding to copy");
    return {
      ...finding,
      fingerprint: index.toString(16).padStart(16, "0"),
      records: 500,
      amount: "120455.00",
      samples: finding.samples.map((sample, place): Break => ({ ...sample, source: rows[place % rows.length] ?? rawRow(place) })),
    };
  });
  return { ...base, findings, verdict: { ...base.verdict, findings: findings.length, breaks: 1_000_000, amount: "240910000.00" } };
}

function rawRow(place: number): RecordSource {
  const cells = Array.from({ length: COLUMNS }, (_, column) => ({
    column: `Column ${column + 1} of the export`,
    value: `value ${place}-${column} ${"as it stands there ".repeat(3)}`,
  }));
  return { file: "exports/2026/jobs.csv", line: place + 2, record: undefined, cell: undefined, cells, more: 12 };
}
