import type { FormulaFaultKind } from "../../../model/index.ts";
import type { Grid } from "./grid.ts";
import type { Along } from "./lanes.ts";

/** One cell that is faulty, before runs are made of such cells. */
export interface Mark {
  readonly kind: FormulaFaultKind;
  readonly grid: Grid;
  readonly row: number;
  readonly column: number;
  readonly found: string;
  readonly expected: string;
  readonly why: string;
  readonly confidence: number;
  /** Expected − found, where both are numbers. */
  readonly effect: string | undefined;
  /** Cells beside each other with the same fault are one fault along this direction. */
  readonly along: Along | undefined;
  /** Places of the lane that the cell disagrees with. */
  readonly peers: Peers | undefined;
}

export interface Peers {
  readonly along: Along;
  readonly line: number;
  readonly places: readonly number[];
}
