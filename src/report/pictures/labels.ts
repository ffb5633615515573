/** A text beneath or above a column. */
export interface Label {
  /** Middle of its column, a share of the width. */
  readonly at: number;
  /** Edges of its column, shares of the width. */
  readonly from: number;
  readonly to: number;
  /** Pixels. */
  readonly width: number;
}

export interface PlacedLabel {
  readonly x: number;
  readonly anchor: "start" | "middle" | "end";
}

const GAP = 5;

/**
 * Which labels can stand in one line. Those first in `order` are asked first; one that
 * would meet another, or leave the picture, is left out. What fits at `room` fits at every
 * greater width, since places move apart and letters do not grow.
 *
 * @param room width in pixels
 * @param blocked would the label, from here to there (shares of the width), meet something else?
 * @returns by place in `labels`; undefined: left out
 */
export function placeLabels(
  labels: readonly Label[],
  order: readonly number[],
  room: number,
  blocked: (index: number, from: number, to: number) => boolean = () => false,
): readonly (PlacedLabel | undefined)[] {
  const placed: (PlacedLabel | undefined)[] = labels.map(() => undefined);
  const taken: { from: number; to: number }[] = [];
  for (const index of order) {
    const label = labels[index];
    if (label === undefined || placed[index] !== undefined) continue;
    const half = label.width / 2;
    const anchor = label.at * room < half ? "start" : (1 - label.at) * room < half ? "end" : "middle";
    const x = anchor === "start" ? label.from : anchor === "end" ? label.to : label.at;
    const from = x * room - (anchor === "start" ? 0 : anchor === "end" ? label.width : half);
    const to = from + label.width;
    if (from < -0.01 || to > room + 0.01) continue;
    if (taken.some((other) => from < other.to + GAP && to > other.from - GAP)) continue;
    if (blocked(index, from / room, to / room)) continue;
    taken.push({ from, to });
    placed[index] = { x, anchor };
  }
  return placed;
}
