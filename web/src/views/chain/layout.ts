/** Where a system stands on the map. */
export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly id: string;
  readonly height: number;
}

const COLUMN = 310;
const GAP = 56;

/**
 * Systems in columns, from where records begin to where they end: each stands right
 * of all that hand to it, as far as they form no circle. Within a column, near
 * those that hand to it.
 */
export function layOut(boxes: readonly Box[], arrows: readonly { readonly from: string; readonly to: string }[]): readonly Placed[] {
  const column = columnsOf(
    boxes.map(({ id }) => id),
    arrows.filter(({ from, to }) => from !== to),
  );
  const columns = new Map<number, Box[]>();
  for (const box of boxes) {
    const at = column.get(box.id) ?? 0;
    columns.set(at, [...(columns.get(at) ?? []), box]);
  }
  const middle = new Map<string, number>();
  const placed: Placed[] = [];
  for (const at of [...columns.keys()].sort((a, b) => a - b)) {
    const here = columns.get(at) ?? [];
    const pull = ({ id }: Box): number => {
      const sources = arrows.flatMap(({ from, to }) => (to === id && middle.has(from) ? [middle.get(from) as number] : []));
      return sources.length === 0 ? 0 : sources.reduce((sum, y) => sum + y, 0) / sources.length;
    };
    const sorted = here.toSorted((a, b) => pull(a) - pull(b));
    const total = sorted.reduce((sum, { height }) => sum + height + GAP, -GAP);
    let y = -total / 2;
    for (const { id, height } of sorted) {
      placed.push({ id, x: at * COLUMN, y });
      middle.set(id, y + height / 2);
      y += height + GAP;
    }
  }
  return placed;
}

/** Longest way from a beginning. Of arrows that form a circle, the one that the estate names last is left out of account. */
function columnsOf(ids: readonly string[], arrows: readonly { readonly from: string; readonly to: string }[]): ReadonlyMap<string, number> {
  const sources = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  const leads = (from: string, to: string): boolean => from === to || [...(sources.get(to) ?? [])].some((source) => leads(from, source));
  for (const { from, to } of arrows) if (!leads(to, from)) sources.get(to)?.add(from);
  const column = new Map<string, number>();
  const find = (id: string): number => {
    const known = column.get(id);
    if (known !== undefined) return known;
    const at = Math.max(0, ...[...(sources.get(id) ?? [])].map((source) => find(source) + 1));
    column.set(id, at);
    return at;
  };
  for (const id of ids) find(id);
  return column;
}
