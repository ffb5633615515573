import { nearestWord, InputError, type Problem } from "../model/index.ts";
import type { Locate, Path } from "./place.ts";

/** What a search for near words may cost in a file that is made of nothing but mistakes. */
const HINT_BUDGET = 200_000;
const LISTED_WORDS = 16;

export type NewProblem = Omit<Problem, "at">;

/** Gathers everything that is wrong with an estate, each with its place. */
export class Problems {
  readonly #found: Problem[] = [];
  readonly #locate: Locate;
  #budget = HINT_BUDGET;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  add(path: Path, problem: NewProblem, part: "key" | "value" = "value"): void {
    this.#found.push({ ...problem, at: this.#locate(path, part) });
  }

  /** A word that should be one of `candidates` and is not. */
  unknown(path: Path, code: string, message: string, word: string, candidates: readonly string[], part: "key" | "value" = "value"): void {
    const hint = this.nearest(word, candidates);
    this.add(
      path,
      { code, message, found: word, expected: listWords(candidates), ...(hint === undefined ? {} : { hint: `Did you mean ${hint}?` }) },
      part,
    );
  }

  nearest(word: string, candidates: readonly string[]): string | undefined {
    if (candidates.length > this.#budget) return undefined;
    this.#budget -= candidates.length;
    return nearestWord(word, candidates);
  }

  get count(): number {
    return this.#found.length;
  }

  /** Throws one InputError with all that was gathered, in the order of the file. */
  throwIfAny(): void {
    const sorted = this.#found.toSorted((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0));
    const [first, ...rest] = sorted;
    if (first) throw new InputError([first, ...rest]);
  }
}

function listWords(words: readonly string[]): string {
  if (words.length === 0) return "nothing: there are none";
  if (words.length === 1) return words[0] ?? "";
  const listed = words.slice(0, LISTED_WORDS).join(", ");
  return words.length > LISTED_WORDS ? `one of ${listed} … (${words.length} in all)` : `one of ${listed}`;
}
