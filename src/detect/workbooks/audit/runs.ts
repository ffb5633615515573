import { Decimal } from "decimal.js";
import type { CellRange, FormulaFault } from "../../../model/index.ts";
import type { Book } from "./grid.ts";
import { Graph } from "./graph.ts";
import type { Mark, Peers } from "./mark.ts";

const AGAINST = 100;

/** Faults of cells beside each other with one cause are one fault. Sorted by sheet, row, column, kind. */
export function faultsOf(marks: readonly Mark[], book: Book): FormulaFault[] {
  if (marks.length === 0) return [];
  const graph = new Graph(book);
  const order = new Map(book.grids.map((grid, index) => [grid, index]));
  return runsOf(marks)
    .sort(
      ([a], [b]) =>
        order.get(a!.grid)! - order.get(b!.grid)! ||
        a!.row - b!.row ||
        a!.column - b!.column ||
        (a!.kind < b!.kind ? -1 : a!.kind > b!.kind ? 1 : 0),
    )
    .map((run) => faultOf(run, graph));
}

function faultOf(run: readonly Mark[], graph: Graph): FormulaFault {
  const first = run[0]!;
  const last = run[run.length - 1]!;
  const effects = run.map((mark) => mark.effect);
  return {
    kind: first.kind,
    sheet: first.grid.name,
    range: { fromRow: first.row, toRow: last.row, fromColumn: first.column, toColumn: last.column },
    against: first.peers === undefined ? [] : rangesOf(first.peers),
    found: first.found,
    expected: first.expected,
    why: first.why,
    confidence: Math.round(run.reduce((most, mark) => Math.max(most, mark.confidence), 0) * 100) / 100,
    outputs: graph.outputs(
      first.grid,
      run.map((mark) => [mark.row, mark.column]),
    ),
    effect: effects.includes(undefined) ? undefined : effects.reduce((sum, one) => sum.plus(one!), new Decimal(0)).toFixed(),
  };
}

function runsOf(marks: readonly Mark[]): Mark[][] {
  const groups = new Map<string, Mark[]>();
  for (const mark of marks) {
    const line =
      mark.along === undefined ? `${mark.row} ${mark.column}` : mark.along === "row" ? `row ${mark.row}` : `column ${mark.column}`;
    const peers =
      mark.peers === undefined ? "" : `${mark.peers.along} ${mark.peers.line} ${mark.peers.places[0]} ${mark.peers.places.length}`;
    const key = [mark.grid.name, mark.kind, mark.along, line, peers].join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [mark]);
    else group.push(mark);
  }
  return [...groups.values()].flatMap((group) => {
    const sorted = group.sort((a, b) => a.row - b.row || a.column - b.column);
    const runs: Mark[][] = [];
    for (const mark of sorted) {
      const run = runs[runs.length - 1];
      const before = run?.[run.length - 1];
      if (before !== undefined && mark.row - before.row + mark.column - before.column === 1) run!.push(mark);
      else runs.push([mark]);
    }
    return runs;
  });
}

/** Places of a lane as ranges. */
function rangesOf({ along, line, places }: Peers): CellRange[] {
  const ranges: CellRange[] = [];
  let from = places[0]!;
  let to = from;
  const push = (): void => {
    ranges.push(
      along === "column"
        ? { fromRow: from, toRow: to, fromColumn: line, toColumn: line }
        : { fromRow: line, toRow: line, fromColumn: from, toColumn: to },
    );
  };
  for (let index = 1; index < places.length; index++) {
    const place = places[index]!;
    if (place !== to + 1) {
      push();
      if (ranges.length === AGAINST) return ranges;
      from = place;
    }
    to = place;
  }
  push();
  return ranges;
}
