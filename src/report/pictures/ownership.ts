import type { FactSystem, Review, ReviewedFact } from "../../model/index.ts";
import { count } from "../money.ts";
import { cut } from "../plain.ts";
import { counted } from "../words.ts";
import { html, nothing, type Markup } from "../html/markup.ts";
import { cutTo, linesOf, sizedPicture, type Canvas } from "./canvas.ts";

const ROW = 30;
const HEAD = 46;
/** Of the width, what the facts' names take. */
const NAMES = 0.3;
/** Facts that are drawn; the page's table has all. */
const MOST = 36;

const ROLES = { owner: "O", reader: "R", holder: "C" } as const;
const ROLE_WORDS = { owner: "declared owner", reader: "reader", holder: "holds a copy" } as const;

/**
 * Who owns which fact, as a picture for paper: a row a fact, a column a system.
 *
 * @param id begins its ids; unique in the document
 * @param width pixels
 * @returns undefined without a fact
 */
export function ownershipDrawing(review: Review, id: string, width: number): Markup | undefined {
  const facts = review.facts.slice(0, MOST);
  const systems = review.systems.filter(({ id: system }) =>
    review.facts.some((fact) => fact.systems.some((each) => each.system === system)),
  );
  if (facts.length === 0 || systems.length === 0) return undefined;
  const canvas: Canvas = { id, room: width };
  const names = Math.round(width * NAMES);
  const column = (width - names) / systems.length;
  const heads = systems.map(({ title }, index) => {
    const lines = linesOf(title, column - 6, 2);
    return html`<g
      ><title>${cut(title, 2000)}</title>${lines.map(
        (line, nth) =>
          html`<text
            class="soft"
            x="${middleOf(names, column, index)}"
            y="${HEAD - 10 - 15 * (lines.length - 1 - nth)}"
            text-anchor="middle"
            >${line}</text
          >`,
      )}</g
    >`;
  });
  const rows = facts.map((fact, row) => {
    const y = HEAD + row * ROW;
    return html`<g
      ><title>${cut(fact.id, 2000)}</title><text x="0" y="${y + 20}">${cutTo(fact.id, names - 12)}</text>${systems.map(
        ({ id: system }, index) =>
          cell(
            fact,
            fact.systems.find((each) => each.system === system),
            { x: names + index * column, y, width: column },
          ),
      )}</g
    >`;
  });
  const left = review.facts.length - facts.length;
  const end = HEAD + facts.length * ROW;
  const note = left === 0 ? nothing : html`<text class="soft" x="0" y="${end + 20}">${counted(left, "more fact")} in the page</text>`;
  return sizedPicture(canvas, end + (left === 0 ? 4 : 28), "Who owns which fact", toldOf(facts, review), [...heads, ...rows, note]);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The role's letter, a triangle where changes begin, and how many values differ. */
function cell(fact: ReviewedFact, own: FactSystem | undefined, { x, y, width }: Place): Markup {
  const box = html`<rect
    class="${own !== undefined && own.differing > 0 ? "cell-bad" : "cell"}"
    x="${(x + 1).toFixed(1)}"
    y="${y + 1}"
    width="${(width - 2).toFixed(1)}"
    height="${ROW - 2}"
  />`;
  if (own === undefined) return box;
  const middle = x + width / 2;
  const differs = own.differing > 0 ? cutTo(count(own.differing), width / 2 - 10) : undefined;
  const at = differs === undefined ? middle : x + width * 0.3;
  const plate =
    differs === undefined
      ? nothing
      : html`<rect
          class="plate-paper"
          x="${(x + 5).toFixed(1)}"
          y="${y + 6}"
          width="${(width - 10).toFixed(1)}"
          height="${ROW - 12}"
          rx="3"
        />`;
  const begins =
    fact.inferred?.system === own.system ? html`<path class="way-head" d="M${(at + 8).toFixed(1)} ${y + 19}l4.5 -8l4.5 8Z" />` : nothing;
  return html`${box}${plate}<text class="strong" x="${at.toFixed(1)}" y="${y + 20}" text-anchor="middle">${ROLES[own.role]}</text
    >${begins}${
      differs === undefined
        ? nothing
        : html`<text class="value" x="${(x + width - 9).toFixed(1)}" y="${y + 20}" text-anchor="end">${differs}</text>`
    }`;
}

function middleOf(names: number, column: number, index: number): string {
  return (names + (index + 0.5) * column).toFixed(1);
}

function toldOf(facts: readonly ReviewedFact[], { systems }: Review): string {
  const titles = new Map(systems.map(({ id, title }) => [id, title]));
  return facts
    .map(({ id, systems: own, inferred }) => {
      const roles = own.map(({ system, role, differing }) => {
        const begins = inferred?.system === system ? ", changes begin here" : "";
        return `${titles.get(system) ?? system} ${ROLE_WORDS[role]}${begins}${differing === 0 ? "" : `, ${count(differing)} differ`}`;
      });
      return `${id}: ${roles.join("; ")}`;
    })
    .join(". ");
}
