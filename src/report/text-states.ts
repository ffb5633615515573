import type { ReviewedLifecycle, ReviewedTrack, ReviewedWorkflow } from "../model/index.ts";
import { count, isZero, price, sum } from "./money.ts";
import { inAmountDays, inDays, lag } from "./state-words.ts";
import { ruleText, stateNames, trackFigures, type StateNames } from "./states.ts";
import { indented, shown, table, type Column, type Layout } from "./terminal.ts";
import { counted } from "./words.ts";

/** How many are told; the file tells all. */
const TOLD = 8;
const STATES = 4;
const WORDS = 3;

const right = (title: string): Column => ({ title, align: "right" });

/** A workflow a section: can the chain be trusted, and where it loses records. */
export function workflowSections(layout: Layout): string[][] {
  const { review } = layout;
  const told = review.workflows.slice(0, TOLD).map((workflow) => workflowLines(workflow, layout));
  return [...told, ...more(review.workflows.length, "workflow", layout)];
}

function workflowLines(workflow: ReviewedWorkflow, { width, paint }: Layout): string[] {
  const lost = workflow.steps.some((step) => step.left.records > 0);
  const [mark, style] = lost
    ? (["✕", "bad"] as const)
    : workflow.share === undefined || workflow.broken !== undefined
      ? (["?", "warn"] as const)
      : (["✓", "good"] as const);
  const rows = workflow.steps.map((step) => [
    shown(step.title),
    count(step.arrived.records),
    count(step.passed.records),
    count(step.left.records),
    count(step.waiting.records),
    step.medianHours === undefined ? "–" : lag(step.medianHours),
  ]);
  return [
    paint(`${mark} ${shown(workflow.title)}${workflow.decision === undefined ? "" : ` → ${shown(workflow.decision)}`}`, style),
    ...indented(workflow.sentence, width),
    ...(workflow.broken === undefined ? [] : indented(`Followed no further: ${workflow.broken}`, width)),
    ...(rows.length === 0
      ? []
      : table(
          [{ title: "handoff", align: "left" }, right("arrived"), right("passed"), right("left"), right("waiting"), right("lag p50")],
          rows,
          {
            width,
            indent: "  ",
            paint,
          },
        )),
  ];
}

/** A lifecycle a section: do the systems agree, what is stuck, what is merely open, which words nobody knows. */
export function lifecycleSections(layout: Layout): string[][] {
  const { review } = layout;
  const told = review.lifecycles.slice(0, TOLD).map((lifecycle) => lifecycleLines(lifecycle, layout));
  return [...told, ...more(review.lifecycles.length, "lifecycle", layout)];
}

function lifecycleLines(lifecycle: ReviewedLifecycle, layout: Layout): string[] {
  const { review, width, paint } = layout;
  const names = stateNames(lifecycle);
  const apart = lifecycle.rules.some((rule) => rule.disagrees.records > 0);
  const were = lifecycle.rules.some((rule) => rule.disagreed.records > 0);
  const stuck = lifecycle.tracks.some((track) => trackFigures(track).stuck > 0);
  const style = apart ? "bad" : were || stuck ? "warn" : "good";
  const rows = lifecycle.rules.map((rule) => [
    shown(rule.title),
    ...[rule.checked, rule.agrees, rule.waiting, rule.disagreed, rule.disagrees].map(({ records }) => count(records)),
  ]);
  const costs = lifecycle.rules
    .filter((rule) => !isZero(rule.days))
    .flatMap((rule) => {
      const amount = sum([rule.disagrees.amount, rule.disagreed.amount]);
      const worth = amount === undefined ? "" : `, ${price(amount, review.estate.currency)}`;
      const delayed = rule.amountDays === undefined ? "" : `, ${inAmountDays(rule.amountDays, review.estate.currency)}`;
      return item(`${rule.title} (${ruleText(rule, names)}): ${inDays(rule.days)} beyond the agreed time${worth}${delayed}`, width);
    });
  return [
    paint(`${style === "good" ? "✓" : "✕"} States: ${shown(lifecycle.title)}`, style),
    ...(rows.length === 0
      ? []
      : table(
          [{ title: "must agree", align: "left" }, right("checked"), right("agree"), right("waiting"), right("were apart"), right("apart")],
          rows,
          {
            width,
            indent: "  ",
            paint,
          },
        )),
    ...costs,
    ...lifecycle.tracks.flatMap((track) => trackLines(track, names, width)),
  ];
}

function trackLines(track: ReviewedTrack, names: StateNames, width: number): string[] {
  const { ended, open, stuck } = trackFigures(track);
  const worst = track.now.filter((entry) => entry.stuck > 0).sort((a, b) => b.stuck - a.stuck);
  const states = worst.slice(0, STATES).map((entry) => {
    const oldest = entry.oldest === undefined ? "" : `, the oldest ${inDays(entry.oldest)}`;
    return `${names.state(entry.state)} ${count(entry.stuck)} of ${count(entry.records)}${oldest}`;
  });
  const others = worst.length > STATES ? [`${counted(worst.length - STATES, "more state")}`] : [];
  const where = states.length === 0 ? "" : ` (${[...states, ...others].join("; ")})`;
  const words = track.unmapped.slice(0, WORDS).map(({ word, records }) => `“${word}” ${count(records)}`);
  const unknown = track.unmapped.length - words.length;
  return [
    ...item(
      `${track.title}: ${counted(track.counts.records, "record")}, ${count(ended)} ended, ${count(open)} open within their limits, ${count(stuck)} stuck${where}`,
      width,
    ),
    ...(words.length === 0
      ? []
      : item(
          `${track.title}: words that stand for no state: ${words.join(", ")}${unknown === 0 ? "" : ` and ${count(unknown)} more`}`,
          width,
        )),
  ];
}

function item(text: string, width: number): string[] {
  return indented(text, width - 2).map((line, index) => (index === 0 ? `  · ${line.trimStart()}` : `  ${line}`));
}

function more(all: number, one: string, { width }: Layout): string[][] {
  return all > TOLD ? [indented(`${counted(all - TOLD, `more ${one}`)} in audit.html.`, width)] : [];
}
