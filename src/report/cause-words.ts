import type { Cause, CauseClass, Finding } from "../model/index.ts";
import { percent, price } from "./money.ts";
import { counted } from "./words.ts";

const CLASS_WORDS: Readonly<Record<CauseClass, string>> = {
  configuration: "configuration",
  workflow: "workflow",
  ownership: "ownership",
  "reporting-architecture": "reporting architecture",
  "data-entry": "data entry",
  "vendor-limit": "limit of the product",
  unknown: "unknown",
};

/** What a cause explains and what it leaves, in one line; empty where it explains nothing. */
export function causeFigures(cause: Cause, currency: string): string {
  const { explained, unexplained, slices, rivals, besides } = cause;
  if (explained.records === 0) return "";
  const amount = (of: string | undefined): string => (of === undefined ? "" : `, ${price(of, currency)}`);
  const [slice] = slices;
  const parts = [
    `${CLASS_WORDS[cause.class]}, ${cause.proven ? "proven by the records" : `suspected, confidence ${cause.confidence.toFixed(2)}`}`,
    `explains ${counted(explained.records, "break")} (${percent(explained.share)}${amount(explained.amount)})`,
    ...(unexplained.records === 0 ? [] : [`leaves ${counted(unexplained.records, "break")}${amount(unexplained.amount)}`]),
    ...(slice === undefined
      ? []
      : [
          `${slice.broken === slice.records ? "all" : `${slice.broken.toLocaleString("en-US")} of`} ${counted(slice.records, "record")} there, ${percent(slice.rateOutside)} elsewhere`,
        ]),
    ...(rivals.length === 0 ? [] : [`as good: ${rivals.slice(0, 3).join("; ")}`]),
    ...besides.map((other) => `also ${counted(other.explained.records, "break")}: ${other.statement.replace(/\.$/, "")}`),
  ];
  return `${parts.join("; ")}.`;
}

/** What would refute a cause; empty where nothing is claimed. */
export function refutation({ refutedBy }: Cause): string {
  return refutedBy === undefined ? "" : `Refuted by ${refutedBy}.`;
}

/** What else shows of the same cause, or what this is a symptom of; undefined: neither. */
export function symptomsSentence(finding: Finding, findings: readonly Finding[]): string | undefined {
  const root = findings.find(({ fingerprint }) => fingerprint === finding.symptomOf);
  if (root !== undefined) return `A symptom of: ${root.title}`;
  const [first, ...rest] = finding.symptoms ?? [];
  if (first === undefined) return undefined;
  return `The same records also show as: ${first.title}${rest.length === 0 ? "" : ` (and ${rest.length} more)`}; its money is counted once.`;
}
