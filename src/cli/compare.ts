import { compareRuns } from "../compare.ts";
import { priceInWords, type RunComparison, type UnitTrend } from "../model/index.ts";
import { painter, plain, table } from "../report/index.ts";
import { withEngine } from "../runtime.ts";

export interface CompareFlags {
  readonly failOnWorse?: boolean;
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
}

/** `tieout compare`: exit code 1 with `--fail-on-worse`, when a finding opened or grew. */
export async function runCompare(before: string, after: string, flags: CompareFlags): Promise<void> {
  const result = await withEngine({ threads: flags.threads, memory: flags.memory }, (engine) => compareRuns(engine, before, after));
  process.stdout.write(
    flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : comparisonText(result, process.stdout.columns ?? 100),
  );
  if (flags.failOnWorse === true && result.findings.some(({ change }) => change === "opened" || change === "grew")) process.exitCode = 1;
}

const TRENDS: Readonly<Record<UnitTrend, string>> = {
  improving: "improving",
  "hidden-better": "hides it better",
  worse: "worse",
  mixed: "fewer breaks, more corrections",
  same: "as it was",
  unknown: "not known",
};

function comparisonText({ estate, before, after, sentence, findings, breaks, units }: RunComparison, width: number): string {
  const options = { width: Math.max(60, width), indent: "  ", paint: painter(false) };
  const right = (title: string) => ({ title, align: "right" }) as const;
  const left = (title: string) => ({ title, align: "left" }) as const;
  const amount = (value: string | undefined): string => (value === undefined ? "–" : priceInWords(value, estate.currency));
  const columns = (first: string) => [left(first), right("before"), right("after")];
  const figures = [
    ["as of", before.asOf, after.asOf],
    ["findings", String(before.findings), String(after.findings)],
    ["breaks", String(before.breaks), String(after.breaks)],
    ["records whose states do not hold", String(before.mismatched), String(after.mismatched)],
    ["money in them", amount(before.amount), amount(after.amount)],
    ["handoffs that tie out", `${before.handoffsClean} of ${before.handoffs}`, `${after.handoffsClean} of ${after.handoffs}`],
  ];
  const changed = findings.filter(({ change }) => change !== "same");
  const told = changed.map(({ change, title, records, amount: worth }) => [
    `${change}: ${plain(title)}`,
    `${records.before} → ${records.after}`,
    `${amount(worth.before)} → ${amount(worth.after)}`,
  ]);
  const perUnit = units.map(({ unit, breaks: raw, corrections, trend }) => [
    plain(unit),
    raw === undefined ? "–" : `${raw.before} → ${raw.after}`,
    `${corrections.before} → ${corrections.after}`,
    TRENDS[trend],
  ]);
  const records =
    breaks === undefined
      ? "Break by break: not compared, for want of breaks.parquet beside both reviews."
      : `Break by break: ${breaks.opened} opened, ${breaks.closed} closed, ${breaks.stayed} stayed.`;
  const sections = [
    [`${plain(estate.title)}: ${sentence}`, records],
    table(columns(""), figures, options),
    ...(told.length === 0 ? [] : [table([left("finding"), right("records"), right("money")], told, options)]),
    ...(perUnit.length === 0 ? [] : [table([left("unit"), right("breaks"), right("corrections"), left("")], perUnit, options)]),
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
