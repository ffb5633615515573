/** Disjoint groups of the numbers from 0. Which number is a group's root says nothing. */
export class Forest {
  private readonly parent: Int32Array;

  constructor(size: number | Int32Array) {
    this.parent = typeof size === "number" ? Int32Array.from({ length: size }, (_, own) => own) : size;
  }

  copy(): Forest {
    return new Forest(this.parent.slice());
  }

  find(number: number): number {
    const { parent } = this;
    let at = number;
    for (let up = parent[at] as number; up !== at; up = parent[at] as number) {
      parent[at] = parent[up] as number;
      at = up;
    }
    return at;
  }

  /** Puts the group of `from` into that of `into`, whose root stays. */
  join(into: number, from: number): void {
    this.parent[this.find(from)] = this.find(into);
  }
}
