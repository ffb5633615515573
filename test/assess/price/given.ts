import { byKey, priceFindings, type PriceGrounds } from "../../../src/assess/price/index.ts";
import { resolveEstate } from "../../../src/estate/index.ts";
import type { Assumption, Finding, Review } from "../../../src/model/index.ts";

/** An estate in which work becomes invoices, and invoices are paid; three units. */
export function pricedEstate(costs: object = {}) {
  const dataset = (entity: string) => ({
    entity,
    source: "x.csv",
    key: "id",
    fields: { id: "Id", total: "Total", status: "Status" },
    amount: "total",
    state: "status",
  });
  return resolveEstate(
    {
      tieout: 1,
      estate: "priced",
      timeZone: "America/New_York",
      currency: "USD",
      units: { a: "A", b: "B", c: "C" },
      systems: {
        dispatch: { datasets: { jobs: dataset("job") } },
        books: { datasets: { invoices: dataset("invoice"), payments: dataset("payment") } },
      },
      handoffs: {
        "job-to-invoice": { from: "dispatch.jobs", to: "books.invoices", match: { id: "id" }, owner: "billing" },
        "invoice-to-payment": { from: "books.invoices", to: "books.payments", match: { id: "id" } },
      },
      workflows: {
        "job-to-cash": { handoffs: ["job-to-invoice", "invoice-to-payment"] },
        "job-to-bill": { handoffs: ["job-to-invoice"] },
      },
      workbooks: { weekly: { files: "weekly-*.xlsx" } },

      costs,
    },
    { file: "/priced/tieout.yaml", directory: "/priced", locate: () => ({ file: "/priced/tieout.yaml", line: 1, column: 1 }) },
  );
}

/** One value for everything that is assumed, so that a person can follow. */
export const EXACT = {
  rate: 50,
  rates: { billing: 40 },
  minutes: { exception: 12, rekey: 3, correction: 10, check: 20, workbook: 90, meeting: 30 },
  times: { check: 4, workbook: 4 },
  people: { meeting: 3 },
  costOfCapital: 0.1,
  lost: { unbilled: 0.3, misbilled: 0.5, duplicated: 0.1, uncollected: 0.2, "against-cancelled": 0.3, unreconciled: 0.02 },
  effort: { configuration: 4, workflow: 20, ownership: 8, unknown: 24 },
  units: 2,
};

export interface GivenShare {
  readonly money?: string;
  readonly records?: number;
  readonly delay?: string;
}

/** Prices of findings whose shares are given. */
export function pricesOf(
  costs: object | readonly Assumption[],
  given: readonly (readonly [Finding, GivenShare])[],
  more: Partial<PriceGrounds> = {},
): Review["prices"] {
  const estate = pricedEstate(Array.isArray(costs) ? {} : costs);
  const assumptions = Array.isArray(costs) ? (costs as readonly Assumption[]) : estate.costs;
  return priceFindings(
    given.map(([each]) => each),
    {
      estate,
      workbooks: [],
      assumptions: byKey(assumptions),
      months: new Map([
        ["dispatch.jobs", 10],
        ["books.invoices", 5],
      ]),
      shares: new Map(
        given.map(([{ fingerprint }, { money = "0.00", records = 0, delay = "0.00" }]) => [fingerprint, { money, records, delay }]),
      ),
      ...more,
    },
  );
}
