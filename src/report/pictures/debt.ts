import type { Price, Range, Review } from "../../model/index.ts";
import { count, position, price } from "../money.ts";
import { roundedPrice } from "./rounded.ts";
import { html, named, nothing, type Markup } from "../html/markup.ts";
import { bars, type BarRow } from "./bars.ts";
import { figure } from "./figure.ts";

/** What is drawn of one workflow or decision. */
interface Debt {
  readonly name: string;
  readonly interest: Range;
  readonly moneyAtRisk: string;
  readonly findings: number;
}

/** As many as are drawn; the others stand in the table. */
const MOST = 12;

/** What workflows and decisions cost a month, and the money at risk in them: two figures for the page. */
export function debtPicture(review: Review): Markup {
  const parts = [
    { by: "workflow", head: "Workflow", all: debtsOf(review, "workflow") },
    { by: "decision", head: "Decision", all: debtsOf(review, "decision") },
  ] as const;
  const { currency } = review.estate;
  const drawn = parts.filter(({ all }) => all.length > 0);
  if (drawn.length === 0) return nothing;
  return html`${drawn.map(({ by, head, all }) => {
    const draw = (id: string, room: number): readonly Markup[] => Object.values(debtDrawings(review, by, id, room) ?? {});
    return figure(draw, `debt-${by}`, debtCaption(review, by), {
      caption: `Debt by ${by}`,
      heads: [{ words: head }, { words: "Findings" }, { words: "A month" }, { words: "From" }, { words: "To" }, { words: "Money at risk" }],
      rows: all.map(({ name, interest, moneyAtRisk, findings }) => [
        named(name, 100),
        count(findings),
        price(interest.likely, currency),
        price(interest.low, currency),
        price(interest.high, currency),
        price(moneyAtRisk, currency),
      ]),
    });
  })}`;
}

/** What the pictures of debt say, in a sentence. */
export function debtCaption(review: Review, by: "workflow" | "decision"): string {
  const more = debtsOf(review, by).length - MOST;
  return `By ${by}: the bar is what is likely, the line across it from the least to the most. One finding may touch several, so that they do not add up to the whole.${more > 0 ? ` ${count(more)} more stand in the page’s table.` : ""}`;
}

/**
 * The two pictures of debt as SVG: interest a month with its range, and money at risk.
 *
 * @param id begins their ids; unique in the document
 * @param room the least width, in pixels, at which they are shown
 * @returns undefined where there is none
 */
export function debtDrawings(
  review: Review,
  by: "workflow" | "decision",
  id: string,
  room: number,
): { readonly interest: Markup; readonly money: Markup } | undefined {
  const { currency } = review.estate;
  const all = debtsOf(review, by).slice(0, MOST);
  if (all.length === 0) return undefined;
  const interest = all.map(({ name, interest: { low, likely, high } }): BarRow => ({
    name,
    figure: roundedPrice(likely, currency),
    note: low === high ? "known exactly" : `${roundedPrice(low, currency)} to ${roundedPrice(high, currency)}`,
    pieces: [{ look: "all", title: name, value: position(likely) }],
    range: { low: position(low), high: position(high) },
  }));
  const money = all.map(({ name, moneyAtRisk, findings }): BarRow => ({
    name,
    figure: price(moneyAtRisk, currency),
    note: `in ${count(findings)} ${findings === 1 ? "finding" : "findings"}`,
    pieces: [{ look: "all", title: name, value: position(moneyAtRisk) }],
  }));
  return {
    interest: bars({ id: `${id}-interest`, room }, { title: `What it costs a month, by ${by}`, key: [], rows: interest }),
    money: bars({ id: `${id}-money`, room }, { title: `Money at risk, by ${by}`, key: [], rows: money }),
  };
}

function debtsOf(review: Review, by: "workflow" | "decision"): Debt[] {
  return by === "workflow" ? workflowDebts(review) : decisionDebts(review);
}

function workflowDebts({ prices, workflows }: Review): Debt[] {
  const titles = new Map(workflows.map(({ id, title }) => [id, title]));
  return byInterest(
    prices.workflows.map((each: Price & { readonly workflow: string; readonly findings: readonly string[] }) => ({
      name: titles.get(each.workflow) ?? each.workflow,
      interest: each.interest.value,
      moneyAtRisk: each.moneyAtRisk.value.likely,
      findings: each.findings.length,
    })),
  );
}

function decisionDebts({ brief }: Review): Debt[] {
  return byInterest(
    brief.exposed.decisions.map(({ decision, interest, moneyAtRisk, findings }) => ({
      name: decision,
      interest,
      moneyAtRisk,
      findings: findings.length,
    })),
  );
}

/** The dearest first; of equal ones in the order of the review. */
function byInterest(debts: readonly Debt[]): Debt[] {
  return debts.toSorted((a, b) => position(b.interest.likely) - position(a.interest.likely));
}
