/** A case of the recorded log: its events in the order of time; times in milliseconds. */
export interface Trace {
  readonly id: string;
  readonly events: readonly { readonly activity: string; readonly at: number }[];
}

/** Microseconds, all of them. */
export interface Figures {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly total: number;
}

/** What a contender finds. Pairs and sequences are named by their activities, joined by `→`. */
export interface Answer {
  readonly follows: Readonly<Record<string, number>>;
  readonly starts: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<string, number>>;
  readonly pairs: Readonly<Record<string, Figures>>;
  readonly variants: Readonly<Record<string, number>>;
  /** In how many cases an activity occurs more than once. */
  readonly rework: Readonly<Record<string, number>>;
  /** Microseconds of each case, ascending. */
  readonly durations: readonly number[];
}

/** What so many copies of a log hold, counted event by event. */
export function truthOf(traces: readonly Trace[], copies: number): Answer {
  const [follows, starts, ends, variants, rework] = [0, 1, 2, 3, 4].map(() => new Map<string, number>()) as [
    Counts,
    Counts,
    Counts,
    Counts,
    Counts,
  ];
  const gaps = new Map<string, number[]>();
  const durations: number[] = [];
  for (const { events } of traces) {
    const names = events.map(({ activity }) => activity);
    add(starts, names[0] ?? "", copies);
    add(ends, names.at(-1) ?? "", copies);
    add(variants, names.join("→"), copies);
    events.forEach(({ activity, at }, place) => {
      const next = events[place + 1];
      if (next === undefined) return;
      const pair = `${activity}→${next.activity}`;
      add(follows, pair, copies);
      const times = gaps.get(pair);
      if (times === undefined) gaps.set(pair, [(next.at - at) * 1000]);
      else times.push((next.at - at) * 1000);
    });
    for (const name of new Set(names)) if (names.indexOf(name) !== names.lastIndexOf(name)) add(rework, name, copies);
    for (let copy = 0; copy < copies; copy++) durations.push(((events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0)) * 1000);
  }
  return {
    follows: Object.fromEntries(follows),
    starts: Object.fromEntries(starts),
    ends: Object.fromEntries(ends),
    pairs: Object.fromEntries([...gaps].map(([pair, micros]) => [pair, figures(micros, copies)])),
    variants: Object.fromEntries(variants),
    rework: Object.fromEntries(rework),
    durations: durations.sort((a, b) => a - b),
  };
}

type Counts = Map<string, number>;

function add(counts: Counts, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Copies change how many there are, not where the middle is. */
function figures(micros: readonly number[], copies: number): Figures {
  const sorted = [...micros].sort((a, b) => a - b);
  const at = (place: number): number => sorted[Math.floor(place)] ?? 0;
  const total = sorted.reduce((sum, one) => sum + one, 0);
  const count = sorted.length * copies;
  return {
    count,
    mean: total / sorted.length,
    median: (at((sorted.length - 1) / 2) + at(sorted.length / 2)) / 2,
    least: at(0),
    most: at(sorted.length - 1),
    total: total * copies,
  };
}

/**
 * What is wrong with an answer; undefined when it is right. Counts, sequences and the extremes of times must be the very same; means, medians and durations may be
 * off by `tolerance` microseconds (a total by so many for each that it adds up).
 */
export function wrongAnswer(given: Partial<Answer>, truth: Answer, tolerance: number): string | undefined {
  for (const part of ["follows", "starts", "ends", "variants", "rework"] as const) {
    const wrong = wrongCounts(given[part] ?? {}, truth[part]);
    if (wrong !== undefined) return `${part}: ${wrong}`;
  }
  const pairs = given.pairs ?? {};
  if (Object.keys(pairs).length !== Object.keys(truth.pairs).length)
    return `times of ${Object.keys(pairs).length} pairs, must be ${Object.keys(truth.pairs).length}`;
  for (const [pair, expected] of Object.entries(truth.pairs)) {
    for (const figure of ["mean", "median", "least", "most", "total"] as const) {
      const [found, allowed] = [pairs[pair]?.[figure] ?? Number.NaN, figure === "total" ? tolerance * expected.count : tolerance];
      if (!(Math.abs(found - expected[figure]) <= allowed)) return `${figure} of ${pair}: ${found} µs, must be ${expected[figure]}`;
    }
  }
  const durations = given.durations ?? [];
  if (durations.length !== truth.durations.length) return `${durations.length} durations, must be ${truth.durations.length}`;
  const place = truth.durations.findIndex((expected, at) => !(Math.abs((durations[at] ?? Number.NaN) - expected) <= tolerance));
  return place < 0 ? undefined : `the duration at ${place}: ${durations[place]} µs, must be ${truth.durations[place]}`;
}

function wrongCounts(given: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>): string | undefined {
  const [found, wanted] = [Object.keys(given).length, Object.keys(expected).length];
  if (found !== wanted) return `${found} of them, must be ${wanted}`;
  const other = Object.keys(expected).find((key) => given[key] !== expected[key]);
  return other === undefined ? undefined : `${given[other]} × ${other}, must be ${expected[other]}`;
}
