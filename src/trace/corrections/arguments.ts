import type { FormulaNode } from "../../formulas/index.ts";
import type { Area, Spot } from "./book.ts";
import type { Evaluation } from "./evaluation.ts";
import { given, NotRecomputed, type Scalar } from "./values.ts";

/** Where a function is called. */
export interface Caller {
  readonly evaluation: Evaluation;
  readonly from: Spot;
}

/** Cells that are read one by one, at most. */
const LARGE = 20_000;

export function valueOf(part: FormulaNode | undefined, { evaluation, from }: Caller): Scalar {
  return part === undefined ? undefined : given(evaluation.scalar(part, from));
}

/** @throws NotRecomputed where no cells are named */
export function areaOf(part: FormulaNode | undefined, { evaluation, from }: Caller): Area {
  const area = part === undefined ? undefined : evaluation.area(part, from);
  if (area === undefined) throw new NotRecomputed();
  return area;
}

export function* spotsOf({ sheet, range }: Area): Generator<Spot> {
  const { fromRow, toRow, fromColumn, toColumn } = range;
  if ((toRow - fromRow + 1) * (toColumn - fromColumn + 1) > LARGE) throw new NotRecomputed();
  for (let row = fromRow; row <= toRow; row++) for (let column = fromColumn; column <= toColumn; column++) yield { sheet, row, column };
}
