import type { Break, Review, StateMismatch } from "../../model/index.ts";
import { inDays } from "../state-words.ts";
import { mismatchSentence, says, speakers, stateNames } from "../states.ts";
import { cut } from "../plain.ts";
import { cutWide } from "../terminal.ts";
import { day, localDay, shortDay } from "../words.ts";
import { html, nothing, type Markup } from "./markup.ts";

const ROW = 40;
const BAR = 12;
const DAY = 86_400_000;
/** Percent of the axis that the days of both ends need to stand in one row. */
const APART = 75;

/** Where things stand on the time axis, in percent of its length. */
interface Axis {
  at(time: number): number;
  readonly from: number;
  readonly due: number | undefined;
  readonly end: number;
  readonly over: boolean;
}

/**
 * A bar for what each system says over time, hatched where they are apart beyond
 * the agreed time. Nothing where it is not known from when on.
 */
export function mismatchPicture(item: Break, states: StateMismatch, review: Review): Markup {
  const axis = axisOf(states);
  if (axis === undefined) return nothing;
  const names = stateNames(review.lifecycles.find((entry) => entry.id === states.lifecycle));
  const { one, other } = speakers(states, item.dataset, review);
  const between = item.outcome === "disagrees" || item.outcome === "disagreed" || item.outcome === "not-carried";
  const otherSays = says(states.other?.state, states.other?.key, names);
  const lines = [
    { words: `${one} says ${states.state === undefined ? "nothing" : names.state(states.state)}`, there: true },
    ...(between ? [{ words: `${other ?? "the other system"} ${otherSays}`, there: otherSays !== "has no record" }] : []),
  ];
  const height = lines.length * ROW + (axis.end - axis.from < APART ? 58 : 40);
  const foot = lines.length * ROW + 20;
  const on = (instant: string | undefined) => (instant === undefined ? "" : shortDay(localDay(instant, review.estate.timeZone)));
  const marks: readonly Mark[] = [
    { name: "from", at: axis.from, words: `from ${on(states.from)}`, place: 0, foot },
    ...(axis.due === undefined ? [] : [{ name: "due", at: axis.due, words: `due ${on(states.due)}`, place: 1, foot } as const]),
    {
      name: "to",
      at: axis.end,
      words: axis.over ? `to ${on(states.to)}` : stillText(states),
      place: axis.end - axis.from < APART ? 2 : 0,
      foot,
    },
  ];
  const told = mismatchSentence(item, states, review, day);
  return html`<svg class="apart" width="100%" height="${height}" role="img" aria-label="${cut(told, 600)}">
    ${marks.map(({ at, place, name }) => html`<line class="mark ${name}" x1="${at.toFixed(2)}%" x2="${at.toFixed(2)}%" y1="16" y2="${foot + place * 18 - 12}" />`)}${marks.map(markDay)}${lines.map((line, index) => row(line, index, axis, states))}
  </svg>`;
}

function stillText({ days }: StateMismatch): string {
  return days === undefined ? "still" : `still, ${inDays(days)} on`;
}

function row(line: { readonly words: string; readonly there: boolean }, index: number, axis: Axis, states: StateMismatch): Markup {
  const y = index * ROW + 20;
  const bar = (from: number, to: number, kind: string) =>
    html`<rect class="${kind}" x="${from.toFixed(2)}%" y="${y}" width="${Math.max(to - from, 0.3).toFixed(2)}%" height="${BAR}" />`;
  const earliest = time(states.atMost?.from);
  const latest = time(states.atMost?.to);
  const late = axis.due !== undefined && axis.due < axis.end ? bar(axis.due, axis.end, "lost") : nothing;
  return html`<text x="0" y="${y - 6}">${cutWide(line.words, 46)}</text
    >${earliest === undefined ? nothing : bar(Math.max(0, axis.at(earliest)), axis.from, "perhaps")}${bar(axis.from, axis.end, line.there ? "said" : "unsaid")}${late}${latest === undefined || !axis.over ? nothing : bar(axis.end, Math.min(100, axis.at(latest)), "perhaps")}`;
}

/** A day on the axis. */
interface Mark {
  readonly name: "from" | "due" | "to";
  readonly at: number;
  readonly words: string;
  /** The row of days that it stands in, and where the first of them is. */
  readonly place: number;
  readonly foot: number;
}

function markDay({ at, words, place, foot }: Mark): Markup {
  const side = at > 60 ? "end" : at < 25 ? "start" : "middle";
  return html`<text class="small" x="${at.toFixed(2)}%" y="${foot + place * 18}" text-anchor="${side}">${words}</text>`;
}

function axisOf(states: StateMismatch): Axis | undefined {
  const from = time(states.from);
  if (from === undefined) return undefined;
  const due = time(states.due);
  const to = time(states.to);
  const days = Number(states.days ?? "");
  const end = to ?? (due === undefined || !Number.isFinite(days) ? undefined : due + days * DAY);
  if (end === undefined || end <= from) return undefined;
  const earliest = Math.min(from, time(states.atMost?.from) ?? from);
  const latest = Math.max(end, due ?? end, time(states.atMost?.to) ?? end);
  const spread = latest - earliest;
  const at = (moment: number) => 4 + ((moment - earliest) / spread) * 92;
  return { at, from: at(from), due: due === undefined ? undefined : at(due), end: at(end), over: to !== undefined };
}

function time(instant: string | undefined): number | undefined {
  const found = instant === undefined ? Number.NaN : Date.parse(instant);
  return Number.isNaN(found) ? undefined : found;
}
