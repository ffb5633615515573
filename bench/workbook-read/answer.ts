/** What every contender must find in the workbook. */
export interface Answer {
  readonly cells: number;
  readonly formulas: number;
  /** Of all numbers, in hundredths. */
  readonly sum: number;
  /** Characters of all texts, and a sum over their codes that depends on their place in the text. */
  readonly characters: number;
  readonly texts: number;
  readonly hiddenRows: number;
  readonly hiddenColumns: number;
}

/** Takes cells in any order. */
export class Checksum {
  #cells = 0;
  #formulas = 0;
  #sum = 0;
  #characters = 0;
  #texts = 0;
  #hiddenRows = 0;

  number(value: number): void {
    this.#cells++;
    this.#sum += Math.round(value * 100);
  }

  text(value: string): void {
    this.#cells++;
    this.#characters += value.length;
    let hash = 0;
    for (let at = 0; at < value.length; at++) hash = (hash * 31 + value.charCodeAt(at)) % 65_521;
    this.#texts += hash;
  }

  formula(): void {
    this.#formulas++;
  }

  hiddenRow(): void {
    this.#hiddenRows++;
  }

  answer(): Omit<Answer, "hiddenColumns"> {
    return {
      cells: this.#cells,
      formulas: this.#formulas,
      sum: this.#sum,
      characters: this.#characters,
      texts: this.#texts,
      hiddenRows: this.#hiddenRows,
    };
  }
}

/** Whatever of the answer a contender gives must be right, and it must give cells and formulas. */
export function wrong(given: Partial<Answer>, answer: Answer): string | undefined {
  const parts = Object.keys({ ...answer, ...given }) as (keyof Answer)[];
  const bad = parts.find((part) => given[part] !== answer[part] && (given[part] !== undefined || !part.startsWith("hidden")));
  return bad === undefined ? undefined : `${bad} is ${given[bad]}, must be ${answer[bad]}`;
}
