import type { Finding } from "../../model/index.ts";
import type { PlanGrounds } from "./draft.ts";

/**
 * The columns of a workbook that a finding speaks of, the riskiest first: those in which
 * most numbers that people read were corrected, then those whose values other columns
 * read, then by name.
 */
export function columnsOf(finding: Finding, { review }: PlanGrounds): readonly string[] {
  const names = [...new Set(finding.samples.flatMap(({ fields }) => fields.slice(0, 1).map(({ from }) => from.field)))];
  const workbook = review.workbooks.find(({ id }) => id === finding.subject?.id);
  const corrected = new Map<string, Set<string>>();
  for (const report of review.reports.filter(({ through }) => through === workbook?.id))
    for (const { sheet, column, fingerprint } of report.numbers.flatMap(({ steps }) => steps.flatMap(({ samples }) => samples))) {
      const name = `${sheet ?? ""}.${column ?? ""}`;
      corrected.set(name, (corrected.get(name) ?? new Set()).add(fingerprint));
    }
  const read = new Set<string>();
  for (const { sheet, columns } of workbook?.files.flatMap(({ tables }) => tables) ?? [])
    for (const { origin } of columns) if (origin.kind === "derived") for (const title of origin.reads) read.add(`${sheet}.${title}`);
  const risk = (name: string): readonly [number, number] => [corrected.get(name)?.size ?? 0, read.has(name) ? 1 : 0];
  return names.toSorted((a, b) => {
    const [left, right] = [risk(a), risk(b)];
    return right[0] - left[0] || right[1] - left[1] || (a < b ? -1 : 1);
  });
}
