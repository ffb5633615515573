import type { DailyBreaks } from "./days.ts";

/** Days from a place to before another one, counted from the first day; the rest is what lies before and after. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** A stretch in which the rate is higher than in the rest, and what it gains over one rate for all days. */
export interface BestStretch extends Stretch {
  /** log likelihood ratio against one rate. */
  readonly gain: number;
}

/** Above this many places on each axis, windows are searched on a coarser grid first. */
const GRID = 500;

/** Sums up to each day, so that any stretch is counted at once. */
export class Sums {
  readonly days: number;
  readonly #n: readonly Float64Array[];
  readonly #k: readonly Float64Array[];
  /** log likelihood of each kind of days at one rate. */
  readonly #even: readonly number[];

  /** @param strata kinds of days that are not compared with each other, told by `kindOf` */
  constructor({ n, k }: Pick<DailyBreaks, "n" | "k">, strata = 1, kindOf: (place: number) => number = () => 0) {
    this.days = n.length;
    this.#n = Array.from({ length: strata }, () => new Float64Array(n.length + 1));
    this.#k = Array.from({ length: strata }, () => new Float64Array(n.length + 1));
    for (let kind = 0; kind < strata; kind += 1) {
      const [sumN, sumK] = [this.#n[kind] as Float64Array, this.#k[kind] as Float64Array];
      for (let place = 0; place < n.length; place += 1) {
        const own = kindOf(place) === kind;
        sumN[place + 1] = at(sumN, place) + (own ? at(n, place) : 0);
        sumK[place + 1] = at(sumK, place) + (own ? at(k, place) : 0);
      }
    }
    this.#even = this.#n.map((_, kind) => {
      const whole = this.#whole(kind);
      return logLikelihood(whole.n, whole.k);
    });
  }

  get strata(): number {
    return this.#n.length;
  }

  count({ from, until }: Stretch, kind: number): { n: number; k: number } {
    const [n, k] = [this.#n[kind] as Float64Array, this.#k[kind] as Float64Array];
    return { n: at(n, until) - at(n, from), k: at(k, until) - at(k, from) };
  }

  all(stretch: Stretch): { n: number; k: number } {
    let [n, k] = [0, 0];
    for (let kind = 0; kind < this.strata; kind += 1) {
      const part = this.count(stretch, kind);
      n += part.n;
      k += part.k;
    }
    return { n, k };
  }

  /** log likelihood ratio of two rates against one, over all strata; −Infinity where the rate inside is not above the rate outside. */
  gain(stretch: Stretch): number {
    // Of most stretches this much is enough, and logarithms are what costs.
    if (this.#excess(stretch) <= 1e-9) return -Infinity;
    let sum = 0;
    for (let kind = 0; kind < this.strata; kind += 1) {
      const [inside, whole] = [this.count(stretch, kind), this.#whole(kind)];
      if (whole.n === 0) continue;
      sum += logLikelihood(inside.n, inside.k) + logLikelihood(whole.n - inside.n, whole.k - inside.k) - at(this.#even, kind);
    }
    return sum;
  }

  /** Hits inside beyond what one rate for all days would give. */
  #excess(stretch: Stretch): number {
    let excess = 0;
    for (let kind = 0; kind < this.strata; kind += 1) {
      const [inside, whole] = [this.count(stretch, kind), this.#whole(kind)];
      if (whole.n > 0) excess += inside.k - (whole.k * inside.n) / whole.n;
    }
    return excess;
  }

  #whole(kind: number): { n: number; k: number } {
    const [n, k] = [this.#n[kind] as Float64Array, this.#k[kind] as Float64Array];
    return { n: at(n, this.days), k: at(k, this.days) };
  }
}

/** The best stretch that begins with the first day, or ends with the last. Earlier ones win ties. */
export function bestStep(sums: Sums): BestStretch | undefined {
  let best: BestStretch | undefined;
  for (let split = 1; split < sums.days; split += 1) {
    for (const stretch of [
      { from: split, until: sums.days },
      { from: 0, until: split },
    ])
      best = better(best, stretch, sums);
  }
  return best;
}

/** The best stretch of all. */
export function bestWindow(sums: Sums): BestStretch | undefined {
  const step = Math.max(1, Math.ceil(sums.days / GRID));
  let best: BestStretch | undefined;
  for (let from = 0; from < sums.days; from += step) {
    for (let until = from + step; until < sums.days + step; until += step)
      best = better(best, { from, until: Math.min(until, sums.days) }, sums);
  }
  if (step === 1 || best === undefined) return best;
  const { from, until } = best;
  for (let start = Math.max(0, from - step); start <= Math.min(sums.days - 1, from + step); start += 1) {
    for (let end = Math.max(start + 1, until - step); end <= Math.min(sums.days, until + step); end += 1)
      best = better(best, { from: start, until: end }, sums);
  }
  return best;
}

function better(best: BestStretch | undefined, stretch: Stretch, sums: Sums): BestStretch | undefined {
  const gain = sums.gain(stretch);
  return gain > (best?.gain ?? 0) + 1e-9 ? { ...stretch, gain } : best;
}

/** Of k among n at their own rate. */
export function logLikelihood(n: number, k: number): number {
  return k <= 0 || k >= n ? 0 : k * Math.log(k / n) + (n - k) * Math.log(1 - k / n);
}

function at(sums: ArrayLike<number>, place: number): number {
  return sums[place] as number;
}
