/** Rectangles that are asked which of them hold a cell: sorted by first row, with the last row of every half kept. */
export class RangeIndex {
  #fromRow: number[] = [];
  #toRow: number[] = [];
  #fromColumn: number[] = [];
  #toColumn: number[] = [];
  #owner: number[] = [];
  #order: Int32Array | undefined;
  #last: Int32Array | undefined;

  add(fromRow: number, toRow: number, fromColumn: number, toColumn: number, owner: number): void {
    this.#fromRow.push(fromRow);
    this.#toRow.push(toRow);
    this.#fromColumn.push(fromColumn);
    this.#toColumn.push(toColumn);
    this.#owner.push(owner);
    this.#order = undefined;
  }

  /** Calls `each` with the owner of every rectangle that holds the cell, until it returns false. */
  at(row: number, column: number, each: (owner: number) => boolean): void {
    this.#build();
    const order = this.#order!;
    const last = this.#last!;
    const visit = (from: number, to: number): boolean => {
      if (from >= to) return true;
      const middle = (from + to) >>> 1;
      if (last[middle]! < row) return true;
      if (!visit(from, middle)) return false;
      const index = order[middle]!;
      if (this.#fromRow[index]! > row) return true;
      if (this.#toRow[index]! >= row && this.#fromColumn[index]! <= column && this.#toColumn[index]! >= column) {
        if (!each(this.#owner[index]!)) return false;
      }
      return visit(middle + 1, to);
    };
    visit(0, order.length);
  }

  #build(): void {
    if (this.#order !== undefined) return;
    const order = Int32Array.from(this.#fromRow.keys());
    order.sort((a, b) => this.#fromRow[a]! - this.#fromRow[b]! || a - b);
    const last = new Int32Array(order.length);
    const fill = (from: number, to: number): number => {
      if (from >= to) return -1;
      const middle = (from + to) >>> 1;
      const most = Math.max(this.#toRow[order[middle]!]!, fill(from, middle), fill(middle + 1, to));
      last[middle] = most;
      return most;
    };
    fill(0, order.length);
    this.#order = order;
    this.#last = last;
  }
}
