import { cut } from "../plain.ts";
import { html, nothing, type Markup } from "../html/markup.ts";
import { along, linesOf, picture, widthOf, type Canvas } from "./canvas.ts";
import { placeLabels, type Label, type PlacedLabel } from "./labels.ts";

export interface Column {
  /** In full: `May 2026`. */
  readonly title: string;
  /** Beneath the column: `May`. */
  readonly short: string;
  /** Beneath that, where it begins: `2026`. */
  readonly year: string | undefined;
  /** Not negative; undefined: nothing is known of it. */
  readonly value: number | undefined;
  /** The value in full, and as short as it stands above its column. */
  readonly figure: string;
  readonly label: string;
  /** It is not over yet. */
  readonly open: boolean;
}

const PLOT = 84;
/** The widest column, a share of the width. */
const WIDEST = 0.08;

/** Columns that begin at zero, side by side in time. */
export function columns(canvas: Canvas, title: string, all: readonly Column[]): Markup {
  const most = Math.max(0, ...all.map(({ value }) => value ?? 0));
  const step = 1 / Math.max(1, all.length);
  const thick = Math.min(WIDEST, step * 0.72);
  const heads = linesOf(title, canvas.room, 2);
  const top = 18 * heads.length + 20;
  const ground = top + PLOT;
  const tall = (value: number): number => (most === 0 || value <= 0 ? 0 : Math.max(2, Math.round((value / most) * PLOT)));
  const rects = all.map(({ value, open, title: name, figure }, index) => {
    const height = tall(value ?? 0);
    return value === undefined || height === 0
      ? nothing
      : html`<rect
          class="${open ? "bar-open" : "bar-all"}"
          x="${along((index + 0.5) * step - thick / 2)}"
          y="${ground - height}"
          width="${along(thick)}"
          height="${height}"
          ><title>${cut(`${name}: ${figure}`, 300)}</title></rect
        >`;
  });
  /** A figure that is wider than its column must not run into a taller one beside it. */
  const runsInto = (index: number, from: number, to: number): boolean =>
    all.some(({ value }, other) => {
      const middle = (other + 0.5) * step;
      const meets = middle + thick / 2 > from && middle - thick / 2 < to;
      return other !== index && meets && tall(value ?? 0) > tall(all[index]?.value ?? 0);
    });
  const line = (
    texts: readonly (string | undefined)[],
    order: readonly number[],
    blocked?: typeof runsInto,
  ): readonly (PlacedLabel | undefined)[] => {
    const labels = texts.map((text, index): Label => ({
      at: (index + 0.5) * step,
      from: (index + 0.5) * step - thick / 2,
      to: (index + 0.5) * step + thick / 2,
      width: widthOf(text ?? "", 12),
    }));
    return placeLabels(
      labels,
      order.filter((index) => texts[index] !== undefined),
      canvas.room,
      blocked,
    );
  };
  const text = (place: PlacedLabel | undefined, y: number, words: string, look: string): Markup =>
    place === undefined
      ? nothing
      : html`<text class="${look}" x="${along(place.x)}" y="${y}" text-anchor="${place.anchor}">${words}</text>`;
  const last = all.length - 1;
  const inOrder = all.map((_, index) => index);
  const values = line(
    // Nothing needs a figure to be seen; the last says so all the same.
    all.map(({ value, label }, index) => (value === undefined || (value === 0 && index !== last) ? undefined : label)),
    [last, ...inOrder.toSorted((a, b) => (all[b]?.value ?? 0) - (all[a]?.value ?? 0) || a - b)],
    runsInto,
  );
  // Half years from January first, then every second month: what is left out, is left out evenly.
  const january = Math.max(
    0,
    all.findLastIndex(({ year }) => year !== undefined),
  );
  const apart = (index: number): number => [12, 6, 2, 1].findIndex((months) => (index - january) % months === 0);
  const names = line(
    all.map(({ short }) => short),
    [last, ...inOrder.toSorted((a, b) => apart(a) - apart(b) || a - b)],
  );
  const years = line(
    all.map(({ year }) => year),
    inOrder,
  );
  const told = all
    .filter(({ value }) => value !== undefined)
    .map(({ title: name, figure, open }) => `${name} ${figure}${open ? " so far" : ""}`)
    .join("; ");
  return picture(canvas, ground + 40, title, `${title}: ${told === "" ? "none" : told}.`, [
    ...heads.map((head, index) => html`<text class="head-line" x="0" y="${14 + 18 * index}">${head}</text>`),
    ...rects,
    html`<line class="base" x1="0" x2="100%" y1="${ground}" y2="${ground}" />`,
    ...all.flatMap(({ label, short, year, value }, index) => [
      text(values[index], ground - tall(value ?? 0) - 5, label, "value soft"),
      text(names[index], ground + 16, short, "soft"),
      text(years[index], ground + 32, year ?? "", "soft"),
    ]),
  ]);
}
