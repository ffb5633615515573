/*
 * Exact tails in log space, so that p values far below what a double can hold
 * keep their order. Logarithms are natural.
 *
 * log n! is a table below 256 and Stirling's series above (Abramowitz & Stegun
 * 6.1.41, three terms: the error is below 1e-17). At ten million records the
 * differences of such logarithms are exact to about 1e-7, which is far more than
 * a p value needs.
 */

const TABLE = 256;
const table = new Float64Array(TABLE);
for (let n = 2; n < TABLE; n += 1) table[n] = (table[n - 1] as number) + Math.log(n);

/** log n!, n a whole number from 0. */
export function logFactorial(n: number): number {
  if (n < TABLE) return table[n] as number;
  const square = n * n;
  return (n + 0.5) * Math.log(n) - n + 0.9189385332046727 + (1 / 12 - (1 / 360 - 1 / (1260 * square)) / square) / n;
}

/** log of the number of ways to choose k of n. */
function logChoose(n: number, k: number): number {
  return k < 0 || k > n ? -Infinity : logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** A sample drawn without return: of `records`, `broken` are broken; of the `drawn`, `found` are. */
export interface Draw {
  readonly records: number;
  readonly broken: number;
  readonly drawn: number;
  readonly found: number;
}

/**
 * log P(X ≥ found) of the hypergeometric distribution: Fisher's exact test, one
 * side. 0 (p = 1) where nothing is found or nothing else is possible.
 */
export function logUpperTail(draw: Draw): number {
  const { records, broken, drawn, found } = draw;
  const least = Math.max(0, drawn - (records - broken));
  const most = Math.min(broken, drawn);
  if (found <= least) return 0;
  if (found > most) return -Infinity;
  // Summing away from the mean, each term is smaller than the one before, so the sum ends early.
  if (found * records > drawn * broken) return Math.min(0, logMass(draw, found) + Math.log(sumFrom(draw, found, most, 1)));
  const below = logMass(draw, found - 1) + Math.log(sumFrom(draw, found - 1, least, -1));
  return Math.log1p(-Math.min(1, Math.exp(below)));
}

/** log P(X = x). */
export function logMass({ records, broken, drawn }: Omit<Draw, "found">, x: number): number {
  return logChoose(broken, x) + logChoose(records - broken, drawn - x) - logChoose(records, drawn);
}

/** The probabilities from one value on towards an end, divided by the first. */
function sumFrom({ records, broken, drawn }: Draw, from: number, end: number, step: 1 | -1): number {
  let [sum, term] = [1, 1];
  const rest = records - broken - drawn;
  for (let x = from; x !== end; x += step) {
    term *=
      step === 1 ? ((broken - x) * (drawn - x)) / ((x + 1) * (rest + x + 1)) : (x * (rest + x)) / ((broken - x + 1) * (drawn - x + 1));
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum;
}

/** log P(X ≥ found) where each of `tried` happens with probability ½. */
export function logUpperTailOfHalves(tried: number, found: number): number {
  if (found <= tried / 2) return 0;
  let [sum, term] = [1, 1];
  for (let x = found; x < tried; x += 1) {
    term *= (tried - x) / (x + 1);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return logChoose(tried, found) - tried * Math.LN2 + Math.log(sum);
}
