import type { Random } from "../random.ts";

/** One slip of a typing hand, never at the first letter: two letters swapped, one left out or one doubled. The word stays as it is if it is short. */
export function mistyped(word: string, random: Random): string {
  if (word.length < 5) return word;
  const at = random.between(1, word.length - 3);
  const [before, here, next, after] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)];
  const draw = random.next() % 3;
  if (!/\p{L}/u.test(here) || !/\p{L}/u.test(next)) return word;
  if (draw === 0 && here !== next) return `${before}${next}${here}${after}`;
  if (draw === 1) return `${before}${next}${after}`;
  return `${before}${here}${here}${next}${after}`;
}
