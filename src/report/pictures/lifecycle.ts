import type { ReviewedLifecycle, ReviewedTrack, SeenTransition } from "../../model/index.ts";
import { count } from "../money.ts";
import { cut } from "../plain.ts";
import { stateNames, type StateNames } from "../states.ts";
import { counted } from "../words.ts";
import { html, nothing, type Markup } from "../html/markup.ts";
import { cutTo, linesOf, sizedPicture, widthOf, type Canvas } from "./canvas.ts";

const ROW = 34;
const HEAD = 66;
/** Changes that are drawn: those that are not allowed first, then the most frequent. */
const MOST = 24;

const WORDS: Readonly<Record<SeenTransition["kind"], string | undefined>> = {
  allowed: undefined,
  rework: "rework",
  "skipped-state": "skips a state",
  regression: "back",
  "illegal-transition": "not allowed",
};

/**
 * The states of one track as a diagram: a lane a state with the records that are in it now,
 * an arrow a change that was seen, with how many records took it. What the lifecycle does
 * not allow is a broken line, and said.
 *
 * @param id begins its ids; unique in the document
 * @param width pixels
 * @returns undefined where no state of it is known
 */
export function lifecycleDrawing(lifecycle: ReviewedLifecycle, track: ReviewedTrack, id: string, width: number): Markup | undefined {
  const used = new Set([...track.now.map(({ state }) => state), ...track.transitions.flatMap(({ from, to }) => [from, to])]);
  const states = lifecycle.states.filter((state) => used.has(state.id));
  if (states.length === 0) return undefined;
  const canvas: Canvas = { id, room: width };
  const names = stateNames(lifecycle);
  const lane = width / states.length;
  const at = new Map(states.map((state, index) => [state.id, (index + 0.5) * lane]));
  const drawn = chosen(track.transitions);
  const left = track.transitions.length - drawn.length;
  const end = HEAD + drawn.length * ROW + 8;
  const now = new Map(track.now.map((entry) => [entry.state, entry]));
  const heads = states.map(({ id: state }, index) => {
    const records = now.get(state)?.records;
    const middle = ((index + 0.5) * lane).toFixed(1);
    const lines = linesOf(names.state(state), Math.min(lane, 150) - 14, 2);
    return html`<g
      ><title>${cut(names.state(state), 2000)}</title
      ><line class="way-unseen" x1="${middle}" x2="${middle}" y1="${HEAD - 20}" y2="${end}" /><rect
        class="state"
        x="${((index + 0.5) * lane - Math.min(lane - 6, 144) / 2).toFixed(1)}"
        y="1"
        width="${Math.min(lane - 6, 144).toFixed(1)}"
        height="44"
        rx="8"
      />${lines.map(
        (line, nth) =>
          html`<text class="strong" x="${middle}" y="${18 + nth * 14 - (lines.length - 1) * 3}" text-anchor="middle">${line}</text>`,
      )}<text class="soft value" x="${middle}" y="${lines.length > 1 ? 42 : 36}" text-anchor="middle"
        >${records === undefined ? "–" : cutTo(count(records), lane - 12)}</text
      ></g
    >`;
  });
  const rows = drawn.map((each, index) => arrow(each, HEAD + index * ROW + 22, at, width, names));
  const note = left === 0 ? nothing : html`<text class="soft" x="0" y="${end + 16}">${counted(left, "more change")} in the table</text>`;
  const told = drawn.map((each) => `${names.state(each.from)} to ${names.state(each.to)}: ${words(each)}`).join("; ");
  return sizedPicture(
    canvas,
    end + (left === 0 ? 2 : 24),
    `${lifecycle.title} in ${track.title}`,
    `${told === "" ? "No change was seen" : told}.`,
    [...heads, ...rows, note],
  );
}

function words({ records, kind }: SeenTransition): string {
  const kindWords = WORDS[kind];
  return `${count(records)}${kindWords === undefined ? "" : `, ${kindWords}`}`;
}

/** In the order of the lifecycle. */
function chosen(transitions: readonly SeenTransition[]): readonly SeenTransition[] {
  if (transitions.length <= MOST) return transitions;
  const weight = ({ kind, records }: SeenTransition): number => (isBad(kind) ? 1e15 : 0) + records;
  const kept = new Set(transitions.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST));
  return transitions.filter((each) => kept.has(each));
}

function isBad(kind: SeenTransition["kind"]): boolean {
  return kind !== "allowed" && kind !== "rework";
}

function arrow(each: SeenTransition, y: number, at: ReadonlyMap<string, number>, width: number, names: StateNames): Markup {
  const look = isBad(each.kind) ? "way-bad" : "way";
  const from = at.get(each.from) ?? 0;
  const to = at.get(each.to) ?? 0;
  const said = words(each);
  const half = widthOf(said) / 2 + 4;
  // A change to the same state is a loop beside its lane.
  const middle = Math.min(Math.max(from === to ? from : (from + to) / 2, half), width - half);
  const path =
    from === to
      ? html`<path class="${look}" d="M${from.toFixed(1)} ${y - 5}h16v10h-10" /><path
            class="${look}-head"
            d="M${from.toFixed(1)} ${y + 5}l9 -4.5v9Z"
          />`
      : straight(look, from, to, y);
  return html`<g
    ><title>${cut(`${names.state(each.from)} → ${names.state(each.to)}: ${said}`, 2000)}</title>${path}<text
      class="soft value label"
      x="${middle.toFixed(1)}"
      y="${y - 7}"
      text-anchor="middle"
      >${said}</text
    ></g
  >`;
}

function straight(look: string, from: number, to: number, y: number): Markup {
  const way = to > from ? 1 : -1;
  const neck = to - way * 9;
  return html`<path class="${look}" d="M${from.toFixed(1)} ${y}H${neck.toFixed(1)}" /><path
      class="${look}-head"
      d="M${to.toFixed(1)} ${y}L${neck.toFixed(1)} ${y - 4.5}V${y + 4.5}Z"
    />`;
}
