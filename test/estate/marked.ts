import { dirname } from "node:path";
import { resolveEstate } from "../../src/estate/index.ts";
import { parseYaml } from "../../src/estate/yaml-text.ts";
import { InputError, type Estate, type Problem } from "../../src/model/index.ts";

const FILE = "/estate/tieout.yaml";

export function estateOf(text: string): Estate {
  const { spec, locate } = parseYaml(text, FILE);
  return resolveEstate(spec, { file: FILE, directory: dirname(FILE), locate });
}

export function problemsOf(text: string): readonly Problem[] {
  try {
    estateOf(text);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

/** Replaces one piece of a text; each « in what replaces it marks a place, and is taken out. */
export function edit(text: string, [find, put]: readonly [string, string]): { text: string; places: { line: number; column: number }[] } {
  if (text.split(find).length !== 2) throw new Error(`the text must hold exactly one: ${find}`);
  const before = text.slice(0, text.indexOf(find));
  const pieces = put.split("«");
  const places = pieces.slice(0, -1).map((_, index) => {
    const lines = (before + pieces.slice(0, index + 1).join("")).split("\n");
    return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
  });
  return { text: text.replace(find, () => pieces.join("")), places };
}

/** An estate with something of everything, in which nothing is wrong. */
export const GOOD = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
asOf: 2026-10-01T06:00:00-04:00
holidays: [2026-12-25]
units:
  tampa: { title: Tampa, aliases: [TPA] }
  orlando: Orlando
systems:
  dispatch:
    kind: dispatch
    datasets:
      jobs:
        entity: job
        source: { path: jobs.csv, capturedAt: 2026-10-01T05:30:00-04:00 }
        key: id
        fields:
          id: Id
          number: JobNumber
          status: Status
          total: Total
          tax: { column: Tax, type: money }
          net: { sum: [total, -tax] }
          createdOn: CreatedOn
          completedOn: CompletedOn
          branch: BusinessUnit
          urgent: { column: Urgent, type: boolean }
        amount: total
        times: { created: createdOn, completed: completedOn }
        time: completed
        state:
          field: status
          words: { completed: [Completed, Done], cancelled: Canceled }
        deleted: { status: Deleted }
        unit: branch
  books:
    datasets:
      invoices:
        entity: invoice
        source: invoices.csv
        key: id
        fields:
          id: Id
          job: JobNumber
          total: Total
          issued: { column: TxnDate, type: date }
          createdAt: CreateTime
          memo: Memo
        amount: total
        times: { created: createdAt, issued: issued }
        time: issued
      payments:
        entity: payment
        source: payments.csv
        key: [id, line]
        fields:
          id: Id
          line: Line
          invoice: InvoiceId
          amount: Amount
          fee: { column: Fee, type: money }
          paidOn: PaidOn
        amount: amount
        times: { created: paidOn }
facts:
  customer.email: { owner: dispatch, readers: [books] }
handoffs:
  job-to-invoice:
    from: { dataset: dispatch.jobs, filter: { state: completed } }
    to: books.invoices
    match: { number: job }
    compare:
      - { from: total, to: total, tolerance: 0.01 }
      - { from: completedOn, to: issued, tolerance: { after: 3 days } }
    grace: 2 business days
  invoice-to-payments:
    from: books.invoices
    to: books.payments
    match: { id: invoice }
    cardinality: one-to-many
    adjustments:
      fees: { sign: minus, to: fee }
  invoice-total:
    from: books.invoices
    to: dispatch.jobs
    match: total
`;
