/*
 * Exact odds of counts, worked out by logarithms of factorials. Sums end where terms no
 * longer matter, so that they cost little whatever the counts.
 */

/** ln n!, exact to 1e-13 of itself or so. */
function logFactorial(n: number): number {
  if (n < 2) return 0;
  if (n < SMALL.length) return SMALL[n] as number;
  // Stirling's series.
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
}

const SMALL = Array.from({ length: 64 }, () => 0);
for (let n = 2; n < SMALL.length; n += 1) SMALL[n] = (SMALL[n - 1] as number) + Math.log(n);

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Sum of terms from `first` on, each told from the last by `ratio`, as long as it counts. */
function tail(log: number, first: number, last: number, ratio: (k: number) => number): number {
  let [term, sum] = [1, 1];
  for (let k = first; k < last; k += 1) {
    term *= ratio(k);
    sum += term;
    if (term < sum * 1e-16) break;
  }
  return Math.min(1, Math.exp(log) * sum);
}

/**
 * The probability that of `drawn` records, drawn by chance from `all` of which `marked` are marked, `hits` or more
 * are marked: Fisher's exact test, one-sided.
 */
export function oddsOfDraw(hits: number, drawn: number, marked: number, all: number): number {
  const least = Math.max(0, drawn + marked - all);
  if (hits <= least) return 1;
  const most = Math.min(drawn, marked);
  if (hits > most) return 0;
  const log = logChoose(marked, hits) + logChoose(all - marked, drawn - hits) - logChoose(all, drawn);
  return tail(log, hits, most, (k) => ((marked - k) * (drawn - k)) / ((k + 1) * (all - marked - drawn + k + 1)));
}

/** The probability that `tries` independent tries of chance `rate` hit `hits` times or more. */
export function oddsOfHits(hits: number, tries: number, rate: number): number {
  if (hits <= 0 || rate >= 1) return 1;
  if (hits > tries || rate <= 0) return 0;
  const log = logChoose(tries, hits) + hits * Math.log(rate) + (tries - hits) * Math.log1p(-rate);
  return tail(log, hits, tries, (k) => (((tries - k) / (k + 1)) * rate) / (1 - rate));
}
