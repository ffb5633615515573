import type { Bridge, Finding, Review, ReviewedHandoff } from "../model/index.ts";
import { figuresOf, outcomeRows, sideTotal, titles, totalBridge, type OutcomeCell } from "./figures.ts";
import { linksSentence } from "./identity.ts";
import { count, isZero, money, percent, price, signedMoney } from "./money.ts";
import { painter, shown, table, wrap, type Column, type Layout } from "./terminal.ts";
import { coverageLines } from "./text-coverage.ts";
import { identityLines } from "./text-identity.ts";
import { counted, day, moment, outcomeLabel, SEVERITY_WORDS } from "./words.ts";

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
  const sections = [
    [verdict],
    wrap(about, layout.width).map((line) => layout.paint(line, "dim")),
    ...review.handoffs.map((handoff) => handoffLines(handoff, layout)),
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
    ...indented(`${between}. ${shown(figures.sentence)}`, width),
    ...outcomeTable(handoff, layout),
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

function findingLines(layout: Layout, limit: number): string[] {
  const { review, paint } = layout;
  if (review.findings.length === 0) return [];
  const told = review.findings.slice(0, limit);
  const heading =
    told.length < review.findings.length ? `The first ${told.length} of ${counted(review.findings.length, "finding")}` : "Findings";
  return [paint(heading, "strong"), ...told.flatMap((finding, index) => ["", ...oneFinding(finding, index + 1, layout)])];
}

function oneFinding(finding: Finding, number: number, layout: Layout): string[] {
  const { paint, width, review } = layout;
  const name = titles(review);
  const heading = wrap(`${number}. ${SEVERITY_WORDS[finding.severity]}: ${shown(finding.title)}`, width - 3).map((line, index) =>
    index === 0 ? line : `   ${line}`,
  );
  const fact = (label: string, text: string) => {
    const lines = wrap(shown(text), width - 14);
    return lines.map((line, index) => `   ${paint((index === 0 ? label : "").padEnd(9), "dim")}  ${line}`);
  };
  const slice = finding.slice;
  const samples = finding.samples.slice(0, 3).map((sample) => {
    const amount = sample.amount === undefined ? [] : [price(sample.amount, review.estate.currency)];
    const fields = sample.fields.map((field) => `${field.from.field} ${field.from.value ?? "empty"} → ${field.to.value ?? "empty"}`);
    return [
      `${name.dataset(sample.dataset)} ${sample.key}`,
      ...(sample.date === undefined ? [] : [sample.date]),
      ...amount,
      ...fields,
    ].join(", ");
  });
  return [
    ...heading.map((line) => paint(line, finding.severity === "high" ? "bad" : "warn")),
    ...fact(
      "since",
      finding.onset === undefined
        ? "not known"
        : `${day(finding.onset)}${finding.latest === undefined ? "" : ` (latest ${day(finding.latest)})`}`,
    ),
    ...(slice === undefined
      ? []
      : fact(
          "where",
          `${slice.field} ${slice.field === "unit" ? name.unit(slice.value) : slice.value}: ${percent(slice.shareOfBreaks)} of the breaks, ${percent(slice.shareOfRecords)} of the records`,
        )),
    ...fact(
      "cause",
      finding.cause === undefined ? "not told by the records" : `${finding.cause.statement}${finding.cause.proven ? "" : " (suspected)"}`,
    ),
    ...(finding.identity === undefined ? [] : fact("links", linksSentence(finding.identity))),
    ...fact("owner", finding.owner ?? "nobody"),
    ...fact("next", finding.move),
    ...samples.flatMap((sample, index) => fact(index === 0 ? "such as" : "", sample)),
  ];
}

function indented(text: string, width: number): string[] {
  return wrap(text, width - 2).map((line) => `  ${line}`);
}
