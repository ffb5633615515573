import type { Bridge, Review, ReviewedHandoff } from "../model/index.ts";
import { figuresOf, outcomeRows, sideTotal, titles, totalBridge, type OutcomeCell } from "./figures.ts";
import { count, isZero, money, signedMoney } from "./money.ts";
import { estatePriceSentence } from "./price-words.ts";
import { indented, painter, shown, table, wrap, type Column, type Layout } from "./terminal.ts";
import { coverageLines } from "./text-coverage.ts";
import { findingLines } from "./text-findings.ts";
import { lifecycleSections, workflowSections } from "./text-states.ts";
import { numberSections } from "./text-numbers.ts";
import { identityLines } from "./text-identity.ts";
import { triageLines } from "./text-triage.ts";
import { timingLine } from "./timing.ts";
import { counted, moment, outcomeLabel } from "./words.ts";

interface TextOptions {
  /** Colour codes; default false. See `wantsColor`. */
  readonly color?: boolean;
  /** Columns of the terminal, at least 60; default 100. */
  readonly width?: number;
  /** How many findings are told; default 5. */
  readonly findings?: number;
}

const MARKS = { clean: "✓", broken: "✕", unchecked: "?" } as const;
const STYLES = { clean: "good", broken: "bad", unchecked: "warn" } as const;

/**
 * The review for a terminal: the verdict's sentence alone, a table a handoff,
 * the first findings, and what was and was not checked. No control character
 * of the data comes through.
 */
export function reviewToText(review: Review, options: TextOptions = {}): string {
  const layout: Layout = { review, width: Math.max(60, options.width ?? 100), paint: painter(options.color ?? false) };
  const verdict = layout.paint(shown(review.verdict.sentence), "strong");
  const about = `${shown(review.estate.title)} · as of ${moment(review.asOf, review.estate.timeZone)} (${review.estate.timeZone}) · amounts in ${review.estate.currency}`;
  const cost = estatePriceSentence(review);
  const sections = [
    [verdict],
    cost === undefined ? [] : wrap(cost, layout.width),
    wrap(about, layout.width).map((line) => layout.paint(line, "dim")),
    triageLines(layout),
    ...review.handoffs.map((handoff) => handoffLines(handoff, layout)),
    ...numberSections(layout),
    ...workflowSections(layout),
    ...lifecycleSections(layout),
    findingLines(layout, options.findings ?? 5),
    identityLines(layout),
    coverageLines(layout),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function handoffLines(handoff: ReviewedHandoff, layout: Layout): string[] {
  const { review, paint, width } = layout;
  const figures = figuresOf(handoff, review);
  const name = titles(review);
  const heading = `${MARKS[figures.state]} ${shown(handoff.title)}`;
  const between = `${shown(name.dataset(handoff.from))} → ${shown(name.dataset(handoff.to))}`;
  const bridge = totalBridge(handoff);
  return [
    paint(heading, STYLES[figures.state]),
    ...wrap(`${between}. ${shown(figures.sentence)}`, width - 2).map((line) => `  ${line}`),
    ...outcomeTable(handoff, layout),
    ...(handoff.timing === undefined ? [] : indented(timingLine(handoff.timing, review.estate.currency), width)),
    ...(bridge === undefined ? [] : ["", ...bridgeLines(bridge, layout)]),
  ];
}

function outcomeTable(handoff: ReviewedHandoff, { width, paint }: Layout): string[] {
  if (handoff.outcomes.length === 0) return [];
  const summed = handoff.outcomes.some((entry) => entry.amount !== undefined);
  const cells = (cell: OutcomeCell | undefined) => {
    const records = cell === undefined ? "–" : count(cell.records);
    return summed ? [records, cell?.amount === undefined ? "–" : money(cell.amount)] : [records];
  };
  const rows = outcomeRows(handoff).map((row) => [outcomeLabel(row.outcome, row.reason), ...cells(row.from), ...cells(row.to)]);
  const right = (title: string): Column => ({ title, align: "right" });
  const columns = summed
    ? [right("upstream"), right("amount"), right("downstream"), right("amount")]
    : [right("upstream"), right("downstream")];
  const total = ["All records", ...cells(sideTotal(handoff, "from")), ...cells(sideTotal(handoff, "to"))];
  return table([{ title: "outcome", align: "left" }, ...columns], [...rows, total], { width, indent: "  ", paint });
}

function bridgeLines(bridge: Bridge, { width, paint }: Layout): string[] {
  const last = bridge.bars.length - 1;
  const rows = bridge.bars.map((bar, index) => {
    const isTotal = index === 0 || index === last;
    return [
      shown(bar.title),
      bar.id.startsWith("adjustment:") ? "" : counted(bar.records, "record"),
      isTotal ? money(bar.amount) : signedMoney(bar.amount),
    ];
  });
  const lines = table(
    [
      { title: "bridge", align: "left" },
      { title: "", align: "right" },
      { title: "amount", align: "right" },
    ],
    [...rows, ["Residual", "", money(bridge.residual)]],
    { width, indent: "  ", paint },
  );
  const residual = lines.pop() ?? "";
  return [...lines, isZero(bridge.residual) ? paint(residual, "dim") : paint(residual, "bad")];
}
