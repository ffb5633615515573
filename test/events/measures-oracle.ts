/** An event as a test gives it; `tie` orders those of one instant. */
export interface Event {
  readonly thing: string | null;
  readonly activity: string | null;
  readonly micros: number | null;
  readonly tie: number;
}

/**
 * The measures of events, counted one by one.
 *
 * @param tied is the order among events of one instant told? If not, they stand by their activities' names
 * @param things what cases are ordered by
 */
export function measure(events: readonly Event[], tied: boolean, things: "text" | "number"): unknown {
  const usable = events.filter(({ thing, activity, micros }) => thing !== null && activity !== null && micros !== null);
  const cases = new Map<string, Event[]>();
  for (const event of usable) cases.set(event.thing as string, [...(cases.get(event.thing as string) ?? []), event]);
  const traces = [...cases]
    .map(([thing, own]) => ({
      thing,
      own: own.sort((a, b) => Number(a.micros) - Number(b.micros) || (tied ? a.tie - b.tie : 0) || compare(name(a), name(b))),
    }))
    .sort((a, b) => (things === "number" ? Number(a.thing) - Number(b.thing) : compare(a.thing, b.thing)));

  const pairs = new Map<string, { from: string; to: string; gaps: bigint[] }>();
  const [starts, ends] = [new Map<string, number>(), new Map<string, number>()];
  const variants = new Map<string, { activities: string[]; cases: number }>();
  const again = new Map<string, { cases: number; repeats: number }>();
  for (const { own } of traces) {
    const activities = own.map(name);
    own.forEach((event, place) => {
      const next = own[place + 1];
      if (place === 0) starts.set(name(event), (starts.get(name(event)) ?? 0) + 1);
      if (next === undefined) {
        ends.set(name(event), (ends.get(name(event)) ?? 0) + 1);
        return;
      }
      const key = JSON.stringify([name(event), name(next)]);
      const pair = pairs.get(key) ?? { from: name(event), to: name(next), gaps: [] };
      pair.gaps.push(BigInt(Number(next.micros) - Number(event.micros)));
      pairs.set(key, pair);
    });
    const variant = variants.get(JSON.stringify(activities)) ?? { activities, cases: 0 };
    variants.set(JSON.stringify(activities), { activities, cases: variant.cases + 1 });
    for (const activity of new Set(activities)) {
      const repeats = activities.filter((other) => other === activity).length - 1;
      const before = again.get(activity) ?? { cases: 0, repeats: 0 };
      if (repeats > 0) again.set(activity, { cases: before.cases + 1, repeats: before.repeats + repeats });
    }
  }
  const lasting = traces.map(({ thing, own }) => ({ thing, micros: BigInt(Number(own.at(-1)?.micros) - Number(own[0]?.micros)) }));
  const counted = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([activity, count]) => ({ activity, count })).sort((a, b) => compare(a.activity, b.activity));
  const ordered = [...pairs.values()].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
  return {
    counts: {
      events: usable.length,
      cases: traces.length,
      activities: new Set(usable.map(name)).size,
      unusable: events.length - usable.length,
    },
    follows: {
      pairs: ordered.map(({ from, to, gaps }) => ({ from, to, count: gaps.length })),
      starts: counted(starts),
      ends: counted(ends),
    },
    pairs: ordered.map(({ from, to, gaps }) => ({ from, to, ...summary(gaps) })),
    cases: lasting.length === 0 ? undefined : summary(lasting.map(({ micros }) => micros)),
    durations: lasting
      .sort((a, b) => Number(a.micros - b.micros))
      .map(({ thing, micros }) => ({ thing, seconds: (Number(micros) / 1e6).toFixed(6) })),
    variants: [...variants.values()].sort((a, b) => b.cases - a.cases || compareAll(a.activities, b.activities)),
    rework: [...again].map(([activity, found]) => ({ activity, ...found })).sort((a, b) => compare(a.activity, b.activity)),
  };
}

/** Half microseconds as seconds, written without what does not count. */
export function shown(halves: bigint): string {
  const [whole, part] = [halves / 2_000_000n, String((halves % 2_000_000n) * 5n).padStart(7, "0")];
  const kept = [...part].reduceRight((text, digit) => (text === "" && digit === "0" ? "" : digit + text), "");
  return kept === "" ? String(whole) : `${whole}.${kept}`;
}

function summary(micros: readonly bigint[]): Readonly<Record<string, string | number>> {
  const sorted = [...micros].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (place: number): bigint => sorted[place] as bigint;
  const total = sorted.reduce((sum, one) => sum + one, 0n);
  const count = BigInt(sorted.length);
  const [floor, rest] = [total / count, total % count];
  return {
    count: sorted.length,
    mean: shown(2n * (2n * rest >= count ? floor + 1n : floor)),
    median: shown(at(Math.floor((sorted.length - 1) / 2)) + at(Math.floor(sorted.length / 2))),
    least: shown(2n * at(0)),
    most: shown(2n * at(sorted.length - 1)),
    total: shown(2n * total),
  };
}

function name(event: Event): string {
  return event.activity as string;
}

/** As bytes of UTF-8 stand, which for these texts is as their UTF-16 units do. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareAll(a: readonly string[], b: readonly string[]): number {
  for (const [place, one] of a.entries()) {
    const other = b[place];
    if (other === undefined) return 1;
    const order = compare(one, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
