import type { Problem } from "../model/index.ts";

/** Problems of single rows: the first ones listed, every row counted. */
export class ProblemList {
  readonly list: Problem[] = [];
  rows = 0;
  readonly #max: number;
  #lastRow = -1;

  constructor(max: number) {
    this.#max = max;
  }

  /** `row` tells rows apart: two problems of one row count once. */
  add(row: number, problem: Problem): void {
    if (row !== this.#lastRow) this.rows++;
    this.#lastRow = row;
    if (this.list.length < this.#max) this.list.push(problem);
  }
}
