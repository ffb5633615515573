import { and, id, sql, type Sql } from "../../sql/index.ts";
import { insertSigns } from "../signs.ts";
import { acquiredInWords, acquiredShares, isBroughtAlong, type AcquiredShare } from "./acquired.ts";
import { chanceOfSplit, SIGNIFICANT } from "./chance.ts";
import { detailOf, momentOf, placeOf, vocabularyOf, type Looked } from "./dataset.ts";
import { changeOf, daysApart, shareOf, type DayFill, type FillChange } from "./fill.ts";
import { swapOf } from "./swap.ts";
import { countWords, wordFields, type Word, type WordColumn } from "./word-cells.ts";

/** A word has stopped when it has at most so much of the use that it had. */
const STOPPED = 0.05;
/** A word of fewer records tells nothing of its own … */
const RECORDS = 10;
/** … unless a cutover is known from elsewhere: then so many are enough, when they lie before it by more than accident. */
const KNOWN = { records: 3, chance: 0.05 } as const;
/** Records from the cutover on, at least; and how long it must be ago. */
const SINCE = { records: 20, days: 30 } as const;
/** A word rests for so many times its longest pause before it has stopped: seasons come back. */
const PAUSE = 1.5;
/** So much of a word's use must have been in units that went on. */
const WENT_ON = 0.2;
/** A word stopped with a cutover when from its last use to then no more uses than these were to be expected. */
const UNUSED = 2;

interface OldWord {
  readonly word: Word;
  /** The word used now; undefined where none stands in its place. */
  readonly now: string | undefined;
  readonly day: string;
  readonly unit: string | undefined;
  readonly why: "replaced" | "unknown" | "swapped" | "acquired";
}

/**
 * Words that have gone out of use and that records still bear which are open, or that
 * come back. `cutovers`: ISO days of this dataset that are known from elsewhere.
 */
export async function findOldWords(looked: Looked, cutovers: readonly string[]): Promise<void> {
  const [clock] = looked.clocks;
  if (clock === undefined) return;
  for (const { field, isState } of await wordFields(looked)) {
    const column = await countWords(looked, field, isState, clock, `${looked.names.prefix} words`);
    const found = [
      ...(isState ? oldStates(looked, column, cutovers) : oldCategories(column, cutovers)),
      ...(await acquiredWords(looked, column)),
    ];
    const once = new Map(found.toReversed().map((one) => [`${one.word.word}\u0000${one.unit ?? ""}`, one]));
    for (const one of once.values()) {
      if (one.unit !== undefined && once.has(`${one.word.word}\u0000`)) continue;
      if (one.unit !== undefined || (await wentOn(looked, column, one))) await tell(looked, column, one);
    }
    await looked.engine.run(sql`DROP TABLE ${id(column.relation)}`);
  }
}

/** Status words: those for which another word of the same state came in, and those that the estate does not know. */
function oldStates({ estate, dataset }: Looked, column: WordColumn, cutovers: readonly string[]): OldWord[] {
  const vocabulary = vocabularyOf(estate, dataset);
  const found: OldWord[] = [];
  for (const word of column.words) {
    const state = vocabulary.get(word.word);
    if (state !== undefined) {
      const family = column.words.filter((other) => vocabulary.get(other.word) === state);
      const change = family.length < 2 ? undefined : stopOf(word, daysOf(family), column);
      if (change === undefined) continue;
      const now = most(
        family.filter((other) => other !== word),
        change.day,
      );
      if (now !== undefined) found.push({ word, now: now.written, day: change.day, unit: undefined, why: "replaced" });
      continue;
    }
    if (vocabulary.size === 0) continue;
    const known = cutovers.find((day) => liesBefore(word, day, column));
    const day = known ?? stopOf(word, column.days, column)?.day;
    if (day !== undefined) found.push({ word, now: undefined, day, unit: undefined, why: "unknown" });
  }
  return found;
}

/** Words of few-valued columns stop for many reasons: only when the whole vocabulary changes on one day, or with something else. */
function oldCategories(column: WordColumn, cutovers: readonly string[]): OldWord[] {
  const swap = swapOf(column.words, column.days, (word) => stopOf(word, column.days, column), SIGNIFICANT);
  const swapped =
    swap === undefined ? [] : swap.old.map((word) => ({ word, now: undefined, day: swap.day, unit: undefined, why: "swapped" as const }));
  const others = column.words.flatMap((word): OldWord[] => {
    const change = swapped.some((one) => one.word === word) ? undefined : stopOf(word, column.days, column);
    const day = change === undefined ? undefined : cutovers.find((known) => stoppedWith(change, known, column));
    return day === undefined ? [] : [{ word, now: undefined, day, unit: undefined, why: "swapped" }];
  });
  return [...swapped, ...others];
}

/** Status words that an acquired company had of its own, that stand for what others have another word for, and that are used since. */
async function acquiredWords(looked: Looked, column: WordColumn): Promise<OldWord[]> {
  if (!column.isState || looked.estate.units.every(({ acquired }) => acquired === undefined)) return [];
  const vocabulary = vocabularyOf(looked.estate, looked.dataset);
  const found: OldWord[] = [];
  for (const word of column.words) {
    const state = vocabulary.get(word.word);
    const same = column.words.filter((other) => other !== word && state !== undefined && vocabulary.get(other.word) === state);
    if (state !== undefined && same.length === 0) continue;
    for (const share of await acquiredShares(looked, column.relation, sql`word = ${word.word}`)) {
      if (isOwnWord(share, column)) found.push({ word, now: same[0]?.written, day: share.day, unit: share.unit, why: "acquired" });
    }
  }
  return found;
}

function isOwnWord(share: AcquiredShare, { words }: WordColumn): boolean {
  const { before, others } = share;
  if (isBroughtAlong(share, words.length)) return true;
  return before.filled >= KNOWN.records && others.records >= SINCE.records && shareOf(others) <= 0.02 * shareOf(before);
}

/** The day from which a word is used no more, among the records that might have it; undefined: it is used, or was too seldom. */
function stopOf(
  word: Word,
  among: readonly { readonly day: string; readonly records: number }[],
  column: WordColumn,
): FillChange | undefined {
  if (word.records < RECORDS) return undefined;
  const own = new Map(word.days.map(({ day, records }) => [day, records]));
  const days = among.map(({ day, records }): DayFill => ({ day, records, filled: own.get(day) ?? 0 }));
  const change = changeOf(days);
  const last = column.days.at(-1)?.day;
  if (change === undefined || last === undefined || daysApart(change.day, last) < SINCE.days || change.after.records < SINCE.records)
    return undefined;
  if (shareOf(change.after) > STOPPED * shareOf(change.before)) return undefined;
  if (daysApart(change.day, last) <= PAUSE * longestPause(word, change.day)) return undefined;
  return change.chance * column.words.length < SIGNIFICANT ? change : undefined;
}

function stoppedWith(change: FillChange, known: string, { days }: WordColumn): boolean {
  if (change.day > known) return false;
  const between = days.reduce((sum, { day, records }) => sum + (day >= change.day && day < known ? records : 0), 0);
  return shareOf(change.before) * between < UNUSED;
}

/** The most days between two uses of a word before a day. */
function longestPause({ days }: Word, before: string): number {
  return days.reduce((longest, { day }, place) => {
    const last = days[place - 1]?.day;
    return last === undefined || day >= before ? longest : Math.max(longest, daysApart(last, day));
  }, 0);
}

/** Do a word's records lie before a day that is known from elsewhere, by more than accident? */
function liesBefore(word: Word, day: string, column: WordColumn): boolean {
  const count = (days: Word["days"], early: boolean): number =>
    days.reduce((sum, one) => sum + (one.day < day === early ? one.records : 0), 0);
  const [before, after] = [count(word.days, true), count(word.days, false)];
  const [all, since] = [count(column.days, true), count(column.days, false)];
  if (before < KNOWN.records || after > STOPPED * before || since < SINCE.records) return false;
  return (
    chanceOfSplit({ firstBefore: before, firstAfter: after, secondBefore: all - before, secondAfter: since - after }, 1) < KNOWN.chance
  );
}

function daysOf(words: readonly Word[]): { day: string; records: number }[] {
  const days = new Map<string, number>();
  for (const { day, records } of words.flatMap((word) => word.days)) days.set(day, (days.get(day) ?? 0) + records);
  return [...days].map(([day, records]) => ({ day, records })).toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** The word with the most records since a day. */
function most(words: readonly Word[], day: string): Word | undefined {
  const since = (word: Word): number => word.days.reduce((sum, one) => sum + (one.day >= day ? one.records : 0), 0);
  return words.filter((word) => since(word) > 0).toSorted((a, b) => since(b) - since(a) || (a.word < b.word ? -1 : 1))[0];
}

/** Was the word used in units that went on? Else it ended with its unit. */
async function wentOn({ engine }: Looked, { relation }: WordColumn, { word, day }: OldWord): Promise<boolean> {
  const early = sql`day < CAST(${day} AS DATE)`;
  const [row] = await engine.rows<{ used: string | null; on: string | null }>(
    sql`SELECT sum(used) AS used, sum(CASE WHEN since >= 5 THEN used ELSE 0 END) AS "on" FROM (
  SELECT sum(CASE WHEN ${early} AND word = ${word.word} THEN records ELSE 0 END) AS used, sum(CASE WHEN ${early} THEN 0 ELSE records END) AS since
  FROM ${id(relation)} GROUP BY unit
) AS units`,
  );
  return Number(row?.on ?? 0) >= WENT_ON * Number(row?.used ?? 0);
}

async function tell(looked: Looked, column: WordColumn, { word, now, day, unit, why }: OldWord): Promise<void> {
  const { engine, dialect, dataset, names } = looked;
  const own = [sql`word = ${word.word}`, ...(unit === undefined ? [] : [sql`unit = ${unit}`])];
  const late = sql`day >= CAST(${day} AS DATE)`;
  const sum = (value: Sql): Sql => sql`coalesce(sum(${value}), 0)`;
  const [row] = await engine.rows<{ borne: string; open: string; back: string; latest: string | null }>(
    sql`SELECT ${sum(sql`records`)} AS borne, ${sum(sql`CASE WHEN ${late} THEN 0 ELSE open END`)} AS open,
  ${sum(sql`CASE WHEN ${late} THEN records ELSE 0 END`)} AS back, CAST(max(day) AS VARCHAR) AS latest FROM ${id(column.relation)} WHERE ${and(own)}`,
  );
  const [open, back] = [Number(row?.open), Number(row?.back)];
  if (open + back === 0) return;
  const shares = (await acquiredShares(looked, column.relation, sql`word = ${word.word}`)).filter((share) => isOwnWord(share, column));
  await engine.run(
    insertSigns(
      names.signs,
      { kind: "migration-residue", outcome: "old-word", subject: { type: "field", id: `${dataset.id}.${column.field}` } },
      {
        dataset: sql`${dataset.id}`,
        // Tells the signs of two units of one field apart.
        ...(unit === undefined ? {} : { otherKey: sql`${unit}`, unit: sql`${unit}` }),
        field: sql`${column.field}`,
        value: sql`${word.written}`,
        ...(now === undefined ? {} : { otherValue: sql`${now}` }),
        from: momentOf(day, looked),
        date: sql`${day}`,
        records: sql`${open + back}`,
        detail: detailOf({
          ...placeOf(looked),
          why,
          open,
          back,
          borne: Number(row?.borne),
          latest: row?.latest ?? undefined,
          cutover: day,
          acquired: acquiredInWords(shares),
        }),
      },
      sql`(SELECT 1 AS one) AS one`,
      dialect,
    ),
  );
}
