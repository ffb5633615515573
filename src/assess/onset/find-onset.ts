import type { Engine } from "../../engines/engine.ts";
import { logUpperTail } from "../slices/tails.ts";
import { logChance } from "./by-chance.ts";
import { dailyBreaks, isoDay, weekday, type DailyBreaks } from "./days.ts";
import { bestSlow, type Block } from "./slow.ts";
import { bestStep, bestWindow, logLikelihood, Sums, type BestStretch, type Stretch } from "./stretch.ts";

/** A relation with a row a record of the population. */
export interface OnsetInput {
  readonly relation: string;
  /** BOOLEAN column; a record for which it is NULL is no part of the population. */
  readonly broken: string;
  /** DATE column; records without a day are counted and left out. */
  readonly at: string;
}

export interface OnsetParams {
  /** The greatest p value, all days that were tried taken into account. Default 0.01. */
  readonly level: number;
  /** Broken records inside. Default 3. */
  readonly minimum: number;
  /** The rate inside is at least so many times the rate outside. Default 2. */
  readonly lift: number;
  /** A time with an end holds at least this share of the broken records; without, other bad times would be as good. Default 0.5. */
  readonly support: number;
}

const ONSET_DEFAULTS: OnsetParams = { level: 0.01, minimum: 3, lift: 2, support: 0.5 };

/** Records of some days. */
export interface Rate {
  readonly records: number;
  readonly broken: number;
  /** 0 without records. */
  readonly rate: number;
}

/** Since when, and until when, breaks are more frequent. Days are ISO days. */
export interface Onset {
  /** First day; undefined: the breaks were there from the first record on. */
  readonly from: string | undefined;
  /** Last day; undefined: they last until the last record. Not both are undefined. */
  readonly until: string | undefined;
  /** The days on which it may have begun (where `from` is undefined: ended) about as likely. */
  readonly between: { readonly earliest: string; readonly latest: string };
  /** First day inside with a broken record. */
  readonly firstBroken: string;
  readonly inside: Rate;
  /** Records before `from`. */
  readonly before: Rate;
  /** Records after `until`. */
  readonly after: Rate;
  /** Bonferroni over all days, or all pairs of days, that were tried; compared within weekdays. At least 1e-300. */
  readonly p: number;
  /** Records without a day. */
  readonly undated: number;
}

const LEAST_P = 1e-300;
/** How many times likelier, as a logarithm, than a window's lack or a slow change. */
const MARGIN = 3;
/** Chance of a weekday pattern where there is none: it only chooses how places are searched. */
const PATTERN_Z = 3.1;

/**
 * The day since when breaks are more frequent, or the days between which they were:
 * the maximum of the likelihood over one change, or two. Rates are compared, not
 * counts, so a lull in volume is none. It must be
 *
 * - significant by Fisher's exact test, stratified by weekday, times the number of days tried
 *   (so neither chance nor a weekend pattern is an onset), and without strata too;
 * - sudden: a rate that varies slowly, in straight lines between knots five weeks apart, explains it less well;
 * - more than bursts: where days differ more than chance within the parts, logarithms are divided by that.
 */
export async function findOnset(engine: Engine, input: OnsetInput, params: Partial<OnsetParams> = {}): Promise<Onset | undefined> {
  const days = await dailyBreaks(engine, input.relation, input.broken, input.at);
  return days === undefined ? undefined : onsetOf(days, params);
}

/** The same of days that were counted. */
export function onsetOf(days: DailyBreaks, given: Partial<OnsetParams> = {}): Onset | undefined {
  const params = { ...ONSET_DEFAULTS, ...given };
  const pooled = new Sums(days);
  const whole = pooled.all({ from: 0, until: pooled.days });
  if (whole.k < params.minimum || whole.k >= whole.n) return undefined;
  const weekly = new Sums(days, 7, (place) => weekday(days.first + place));
  // By the best window, or one bad Sunday among good ones would look like a pattern of Sundays.
  const guess = bestWindow(pooled);
  const sums = guess !== undefined && hasWeekdays(weekly, guess) ? weekly : pooled;
  const [step, window] = [bestStep(sums), bestWindow(sums)];
  const tried = days.n.reduce((count, n) => count + (n > 0 ? 1 : 0), 0);
  const needed = (step?.gain ?? 0) + Math.log(tried) + MARGIN + (sums.strata - 1);
  const candidates: BestStretch[] = [];
  if (window !== undefined && !isStep(window, sums.days) && window.gain > needed) candidates.push(window);
  if (step !== undefined) candidates.push(step);
  for (const stretch of candidates) {
    const logP = judge(days, stretch, weekly, sums, tried, params);
    if (logP !== undefined) return describe(days, stretch, sums, logP);
  }
  return undefined;
}

/** log p, all days tried taken into account; undefined where the stretch is no onset. */
function judge(days: DailyBreaks, stretch: Stretch, weekly: Sums, sums: Sums, tried: number, params: OnsetParams): number | undefined {
  const [inside, whole] = [weekly.all(stretch), weekly.all({ from: 0, until: weekly.days })];
  const outside = { n: whole.n - inside.n, k: whole.k - inside.k };
  const one = isStep(stretch, weekly.days);
  if (inside.k < params.minimum || inside.k * outside.n < params.lift * outside.k * inside.n) return undefined;
  if (!one && inside.k < params.support * whole.k) return undefined;
  const strata = Array.from({ length: 7 }, (_, kind) => {
    const all = weekly.count({ from: 0, until: weekly.days }, kind);
    return { records: all.n, broken: all.k, drawn: weekly.count(stretch, kind).n };
  });
  const spread = spreadOf(days, stretch, sums);
  // Half of the level goes to one change, half to two.
  const places = 2 * (one ? 2 * (tried - 1) : (tried * (tried + 1)) / 2);
  const chance = logChance(strata, inside.k);
  const plain = logUpperTail({ records: whole.n, broken: whole.k, drawn: inside.n, found: inside.k });
  const logP = Math.max(chance, plain) / spread + Math.log(places);
  if (logP > Math.log(params.level)) return undefined;
  const likelihood = (logLikelihood(inside.n, inside.k) + logLikelihood(outside.n, outside.k)) / spread;
  const sudden = likelihood - 1 - (one ? 1 : 2) * Math.log(tried);
  return sudden >= bestSlow(blocksOf(days, stretch), weekly.days, spread) ? logP : undefined;
}

function isStep({ from, until }: Stretch, days: number): boolean {
  return from === 0 || until === days;
}

/** The parts: inside, before, after. */
function partsOf({ from, until }: Stretch, days: number): Stretch[] {
  return [
    { from: 0, until: from },
    { from, until },
    { from: until, until: days },
  ].filter((part) => part.from < part.until);
}

/** Do weekdays differ within the parts? By the likelihood ratio, its chi square made normal (Wilson & Hilferty). */
function hasWeekdays(weekly: Sums, stretch: Stretch): boolean {
  let [statistic, freedom] = [0, 0];
  for (const part of partsOf(stretch, weekly.days)) {
    const { n, k } = weekly.all(part);
    const kinds = Array.from({ length: 7 }, (_, kind) => weekly.count(part, kind)).filter((one) => one.n > 0);
    if (kinds.length < 2 || k === 0 || k === n) continue;
    statistic += 2 * (kinds.reduce((sum, one) => sum + logLikelihood(one.n, one.k), 0) - logLikelihood(n, k));
    freedom += kinds.length - 1;
  }
  if (freedom === 0) return false;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread) > PATTERN_Z;
}

/** How much more than by chance the days of one part differ: Pearson's chi square by its degrees of freedom, at least 1. */
function spreadOf(days: DailyBreaks, stretch: Stretch, sums: Sums): number {
  let [statistic, freedom] = [0, 0];
  for (const part of partsOf(stretch, sums.days)) {
    for (let kind = 0; kind < sums.strata; kind += 1) {
      const { n, k } = sums.count(part, kind);
      if (k === 0 || k === n) continue;
      const rate = k / n;
      let used = 0;
      for (let place = part.from; place < part.until; place += 1) {
        const [records, broken] = [days.n[place] as number, days.k[place] as number];
        if (records === 0 || (sums.strata === 7 && weekday(days.first + place) !== kind)) continue;
        statistic += (broken - records * rate) ** 2 / (records * rate * (1 - rate));
        used += 1;
      }
      freedom += used - 1;
    }
  }
  return freedom < 1 ? 1 : Math.max(1, statistic / freedom);
}

/** Weeks counted from the changes, so that none of them straddles one. */
function blocksOf(days: DailyBreaks, stretch: Stretch): readonly Block[] {
  const width = days.n.length >= 56 ? 7 : 1;
  const blocks: Block[] = [];
  for (const { from, until } of partsOf(stretch, days.n.length)) {
    // Before the first change, weeks end at it.
    const first = until === stretch.from ? from - ((width - ((until - from) % width)) % width) : from;
    for (let start = first; start < until; start += width) {
      const [begin, end] = [Math.max(from, start), Math.min(until, start + width)];
      let [n, k] = [0, 0];
      for (let place = begin; place < end; place += 1) {
        n += days.n[place] as number;
        k += days.k[place] as number;
      }
      if (n > 0) blocks.push({ at: (begin + end) / 2, n, k });
    }
  }
  return blocks;
}

function describe(days: DailyBreaks, stretch: Stretch, sums: Sums, logP: number): Onset {
  const holding = (values: Float64Array): number[] =>
    [...values.keys()].filter((place) => place >= stretch.from && place < stretch.until && (values[place] as number) > 0);
  const [records, broken] = [holding(days.n), holding(days.k)];
  const day = (place: number | undefined): string => isoDay(days.first + (place ?? stretch.from));
  const rate = (part: Stretch): Rate => {
    const { n, k } = sums.all(part);
    return { records: n, broken: k, rate: n === 0 ? 0 : k / n };
  };
  const begins = stretch.from > 0;
  return {
    from: begins ? day(records[0]) : undefined,
    until: stretch.until < sums.days ? day(records.at(-1)) : undefined,
    between: likely(days, stretch, sums, begins),
    firstBroken: day(broken[0]),
    inside: rate(stretch),
    before: rate({ from: 0, until: stretch.from }),
    after: rate({ from: stretch.until, until: sums.days }),
    p: Math.max(LEAST_P, Math.exp(Math.min(0, logP))),
    undated: days.undated,
  };
}

/** The run of days around the change whose likelihood is at least a seventh (e⁻²) of the best. */
function likely(days: DailyBreaks, { from, until }: Stretch, sums: Sums, begins: boolean): Onset["between"] {
  const gain = (place: number): number => sums.gain(begins ? { from: place, until } : { from, until: place });
  const found = begins ? from : until;
  const least = gain(found) - 2;
  let [earliest, latest] = [found, found];
  const [first, last] = begins ? [1, until - 1] : [from + 1, sums.days - 1];
  while (earliest > first && gain(earliest - 1) >= least) earliest -= 1;
  while (latest < last && gain(latest + 1) >= least) latest += 1;
  // An end is the last day inside.
  const shift = begins ? 0 : -1;
  return { earliest: isoDay(days.first + earliest + shift), latest: isoDay(days.first + latest + shift) };
}
