import type { RunToRecord, SeenBreak } from "../../src/desk/index.ts";
import type { Review } from "../../src/model/index.ts";

const FINDING = "finding";

/** A review of one break, as far as the desk reads it: the exception on which the writers comment. */
export function firstReview(): RunToRecord {
  const part = {
    estate: { name: "bench" },
    asOf: "2026-10-01T10:00:00Z",
    verdict: {},
    datasets: [],
    handoffs: [{ id: "h", workflows: [] }],
    reports: [],
    findings: [
      { fingerprint: FINDING, kind: "silent-sync-failure", severity: "high", records: 1, handoff: "h", outcome: "missing", title: "One" },
    ],
    coverage: [{ check: "tie-out", subject: "h", status: "found" }],
  };
  return { review: part as unknown as Review, breaks: breaks() };
}

async function* breaks(): AsyncGenerator<readonly SeenBreak[]> {
  const [reference, unit, date] = [undefined, undefined, undefined];
  yield [{ fingerprint: "a", finding: FINDING, dataset: "books.invoices", key: "1", reference, unit, date, amount: "1" }];
}
