import { byKey, priceFindings } from "../../src/assess/index.ts";
import { resolveEstate } from "../../src/estate/index.ts";
import type { Finding, ReviewPrices } from "../../src/model/index.ts";

const { costs } = resolveEstate(
  { tieout: 1, estate: "sample", timeZone: "America/New_York", currency: "USD", systems: {} },
  { file: "/sample/tieout.yaml", directory: "/sample", locate: () => ({ file: "/sample/tieout.yaml", line: 1, column: 1 }) },
);

/** What sample findings cost, as if no two had a record in common, over six months. */
export function samplePrices(findings: readonly Finding[]): ReviewPrices {
  const datasets = new Set(findings.flatMap(({ samples }) => samples.map(({ dataset }) => dataset)));
  return priceFindings(findings, {
    estate: { datasets: [], handoffs: [], lifecycles: [], workflows: [], reports: [], units: [] },
    workbooks: [],
    assumptions: byKey(costs),
    months: new Map([...datasets].map((dataset) => [dataset, 6])),
    shares: new Map(
      findings.map(({ fingerprint, amount, records, delay }) => [
        fingerprint,
        { money: amount ?? "0.00", records, delay: delay?.amountDays ?? "0.00" },
      ]),
    ),
  });
}
