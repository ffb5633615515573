import { existsSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine, Row } from "../../src/engines/engine.ts";
import { importEventLog } from "../../src/event-logs.ts";
import { reviewEstate } from "../../src/review.ts";
import { withEstate } from "../../src/runtime.ts";
import { id, sql } from "../../src/sql/index.ts";
import type { Review } from "../../src/model/index.ts";

const shared = path.resolve(import.meta.dirname, "../../../shared/data/event-logs");

/** What SOURCES.md states of two published logs, found by lifecycles and rules alone. */
describe.skipIf(!existsSync(shared))("lifecycles over published event logs (skipped where ../shared is absent)", () => {
  let engine: Engine;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "tieout-logs-"));
    engine = await openDuckdb({ threads: 2, memory: "2GiB", spill: path.join(directory, "spill") });
  });
  afterAll(async () => {
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Imports a log, puts an estate over its datasets, and reviews it. */
  async function reviewed(log: string, estate: string): Promise<{ review: Review; mismatches: Row[] }> {
    const drafted = path.join(directory, `${log} draft`);
    const own = path.join(directory, log);
    await importEventLog(engine, path.join(shared, log), drafted, { prefix: log });
    await cp(path.join(drafted, "datasets"), path.join(own, "datasets"), { recursive: true });
    await writeFile(path.join(own, "tieout.yaml"), estate);
    return await withEstate(own, { threads: 2, memory: "2GiB", progress: () => undefined }, async (read, ports) => {
      const { review, mismatches } = await reviewEstate(read, ports);
      const rows = await ports.engine.rows(
        sql`SELECT lifecycle, rule, outcome, key, state, other_state FROM ${id(mismatches)} ORDER BY lifecycle, outcome, key`,
      );
      return { review, mismatches: rows };
    });
  }

  const events = (entity: string, capturedAt: string): string => `
      ${entity}:
        entity: ${entity}
        source: { path: datasets/${entity}.parquet, capturedAt: ${capturedAt} }
        key: row
        fields: { row: row, record: { column: record, type: key }, activity: activity, at: { column: at, type: timestamp } }
        times: { occurred: at }
        state: { field: activity }`;

  test("BPIC 2012: exactly three applications are approved without an accepted offer", { timeout: 120_000 }, async () => {
    const { review, mismatches } = await reviewed(
      "bpic2012.xes.gz",
      `tieout: 1
estate: bpic
timeZone: Europe/Amsterdam
currency: EUR
systems:
  bank:
    datasets:${events("case", "2012-03-14T15:04:55.000Z")}
lifecycles:
  loan:
    entity: application
    states: { submitted: {}, approved: {}, declined: {}, cancelled: {}, selected: {}, sent: {}, accepted: {}, refused: {}, withdrawn: {} }
    tracks:
      application:
        history: { dataset: bank.case, record: record, at: at, filter: { activity: { startsWith: A_ } } }
        words:
          submitted: [A_SUBMITTED, A_PARTLYSUBMITTED, A_PREACCEPTED, A_ACCEPTED, A_FINALIZED]
          approved: [A_APPROVED, A_REGISTERED, A_ACTIVATED]
          declined: A_DECLINED
          cancelled: A_CANCELLED
      offer:
        history: { dataset: bank.case, record: record, at: at, filter: { activity: { startsWith: O_ } } }
        words:
          selected: [O_SELECTED, O_CREATED]
          sent: [O_SENT, O_SENT_BACK]
          accepted: O_ACCEPTED
          refused: O_DECLINED
          withdrawn: O_CANCELLED
    links: [{ from: application, to: offer }]
    agree:
      approved-means-accepted:
        title: An approved application has an accepted offer
        when: { application: approved }
        then: { offer: accepted }
`,
    );
    const [lifecycle] = review.lifecycles;
    const [rule] = lifecycle?.rules ?? [];
    expect(lifecycle?.tracks.map(({ counts, unmapped }) => [counts.records, unmapped])).toEqual([
      [13_087, []],
      [5015, []],
    ]);
    expect(rule).toMatchObject({ checked: { records: 2246 }, disagrees: { records: 3 } });
    expect(mismatches.filter(({ outcome }) => outcome === "disagrees").map(({ key }) => key)).toEqual(["177083", "180310", "198310"]);
  });

  test("P2P: requisitions nobody created, invoices paid again, goods received after payment", { timeout: 120_000 }, async () => {
    const captured = "2024-10-31T20:28:01.000Z";
    const { review, mismatches } = await reviewed(
      "ocel-p2p",
      `tieout: 1
estate: p2p
timeZone: UTC
currency: EUR
systems:
  erp:
    datasets:${["purchase-requisition", "purchase-order", "invoice-receipt"].map((entity) => events(entity, captured)).join("")}
lifecycles:
  requisition:
    entity: requisition
    states:
      created: { next: [delegated, approved] }
      delegated: { next: [approved] }
      approved: { next: [quoted] }
      quoted: { final: true }
    tracks:
      erp:
        history: { dataset: erp.purchase-requisition, record: record, at: at }
        words:
          created: Create Purchase Requisition
          delegated: Delegate Purchase Requisition Approval
          approved: Approve Purchase Requisition
          quoted: Create Request for Quotation
  order:
    entity: order
    states:
      created: { next: [approved] }
      approved: { next: [received, paid] }
      received: { next: [paid] }
      paid: { final: true }
    tracks:
      erp:
        history: { dataset: erp.purchase-order, record: record, at: at }
        words: { created: Create Purchase Order, approved: Approve Purchase Order, received: Create Goods Receipt, paid: Execute Payment }
  invoice:
    entity: invoice
    states: { received: {}, checked: {}, paid: { once: true } }
    tracks:
      erp:
        history: { dataset: erp.invoice-receipt, record: record, at: at }
        words: { received: Create Invoice Receipt, checked: Perform Two-Way Match, paid: Execute Payment }
`,
    );
    const keys = (lifecycle: string, of: (row: Row) => boolean): string[] =>
      mismatches.filter((row) => row["lifecycle"] === lifecycle && of(row)).map(({ key }) => String(key));
    const records = review.lifecycles.map(({ id: name, tracks }) => [name, tracks[0]?.counts.records]);
    expect(records).toEqual([
      ["requisition", 927],
      ["order", 1598],
      ["invoice", 927],
    ]);
    const uncreated = keys("requisition", ({ outcome, other_state: before }) => outcome === "skipped-state" && before === "(start)");
    expect(new Set(uncreated).size).toBe(198);
    const again = keys("invoice", ({ outcome }) => outcome === "repeated");
    expect([new Set(again).size, again.length]).toEqual([188, 239]);
    const late = keys(
      "order",
      ({ outcome, state, other_state: before }) => outcome === "regression" && state === "received" && before === "paid",
    );
    expect(new Set(late).size).toBe(234);
  });
});
