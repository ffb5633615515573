import type { ChainStep } from "./chain.ts";
import type { MismatchOutcome, OutcomeName, RecordSet } from "../model/index.ts";
import { and, id, join, sql, type Sql } from "../sql/index.ts";

/*
 * What becomes of records in a chain, found from its end to its beginning. A
 * record's fate from a step on is its own at that step or, where it passes, what
 * its counterparts' fates from the next step on come to. So no record is ever
 * paired with all that it leads to, and cost grows with records and pairs alone,
 * however groups fan out and in.
 *
 *   fates: row, bad, done
 *
 * - bad: the first step at which any of what it leads to is broken or waits, times
 *   four, plus why (BAD); NONE: nowhere
 * - done: the step at which the last of what it leads to has ended; PASSED: some of it runs through
 *
 * Both join: of several records the least `bad` and the greatest `done` hold, and
 * `bad` goes before `done`, for what leads there has not ended before.
 */

const NONE = 2_147_483_647;
const PASSED = NONE;

/** Why a record stops, in the order in which reasons hold. */
const BAD = ["outcome", "states", "waiting"] as const;

/** Outcomes that break a chain; the others are matched, in flight and excluded. */
const BROKEN: readonly OutcomeName[] = ["different", "missing", "ambiguous", "duplicate", "extra"];

/** Mismatches of one record's states after which nobody can rely on them. */
const MISMATCHED: readonly MismatchOutcome[] = [
  "disagrees",
  "disagreed",
  "not-carried",
  "illegal-transition",
  "regression",
  "skipped-state",
  "repeated",
  "rework",
  "stuck",
  "overstayed",
];

export type Fate =
  | { readonly kind: "passed" }
  | { readonly kind: "ended"; readonly step: number }
  /** `states`: only states break it; `waiting`: it is on its way. */
  | { readonly kind: (typeof BAD)[number]; readonly step: number };

export function readFate(bad: number, done: number): Fate {
  if (bad !== NONE) return { kind: BAD[bad % 4] ?? "outcome", step: Math.floor(bad / 4) };
  return done === PASSED ? { kind: "passed" } : { kind: "ended", step: done };
}

/** Records of one dataset with a mismatch of their states. */
export interface Mismatched {
  /** The relation of mismatches. */
  readonly relation: string;
  /** Datasets of which there are any. */
  readonly datasets: ReadonlySet<string>;
}

/** A query for the datasets that have mismatched records. */
export function mismatchedDatasets(mismatches: string): Sql {
  return sql`SELECT DISTINCT dataset FROM ${id(mismatches)} WHERE ${isMismatch()} ORDER BY dataset`;
}

function isMismatch(): Sql {
  return sql`key IS NOT NULL AND outcome IN (${join(MISMATCHED.map((outcome) => sql`${outcome}`))})`;
}

/** The step after one, and its fates. */
export interface NextStep {
  readonly step: ChainStep;
  readonly fates: string;
}

/**
 * The fates of a step's upstream records.
 *
 * @param next undefined: the chain ends here
 */
export function createFates(step: ChainStep, name: string, next: NextStep | undefined, mismatched: Mismatched | undefined): Sql {
  const { number, kept, from } = step;
  const own = mismatchedRows(from, mismatched);
  const onward = counterparts(step, next, mismatched);
  const at = (kind: (typeof BAD)[number]): Sql => bad(number, kind);
  const states = own === undefined ? sql`` : sql` WHEN own.row IS NOT NULL THEN ${at("states")}`;
  // A group without members leads to nothing that could go on: what is to do is done.
  const nothing = next === undefined ? PASSED : number + 1;
  // Only what is in scope enters; a second copy of a key is no other record.
  const enters = number === 1 ? sql` AND o.outcome <> 'excluded' AND o.reason <> 'repeated-key'` : sql``;
  return sql`CREATE TABLE ${id(name)} AS
SELECT o.row AS row,
  CASE WHEN o.outcome IN (${join(BROKEN.map((outcome) => sql`${outcome}`))}) THEN ${at("outcome")}${states}
    WHEN o.outcome = 'in-flight' THEN ${at("waiting")}
    WHEN o.outcome = 'matched' THEN ${onward === undefined ? integer(NONE) : sql`coalesce(onward.bad, ${integer(NONE)})`}
    ELSE ${integer(NONE)} END AS bad,
  CASE WHEN o.outcome = 'matched' THEN ${onward === undefined ? integer(PASSED) : sql`coalesce(onward.done, ${integer(nothing)})`}
    ELSE ${integer(number)} END AS done
FROM ${id(kept.outcomes)} AS o${own === undefined ? sql`` : sql`\nLEFT JOIN ${own} AS own ON own.row = o.row`}${
    onward === undefined ? sql`` : sql`\nLEFT JOIN ${onward} AS onward ON onward.row = o.row`
  }
WHERE o.side = 'from'${enters}`;
}

/** What a step's pairs lead to, by upstream row; undefined: they lead to the chain's end, and nothing is wrong there. */
function counterparts(step: ChainStep, next: NextStep | undefined, mismatched: Mismatched | undefined): Sql | undefined {
  const ends =
    next === undefined ? endFates(step, mismatched) : step.join === undefined ? id(next.fates) : joinedFates(step, next, mismatched);
  if (ends === undefined) return undefined;
  const pairs = sql`${id(step.kept.pairs)} AS p JOIN ${ends} AS n ON n.row = p.to_row`;
  // Elsewhere an upstream record is in one pair at most.
  return step.handoff.cardinality === "one-to-many"
    ? sql`(SELECT p.from_row AS row, min(n.bad) AS bad, max(n.done) AS done FROM ${pairs} GROUP BY p.from_row)`
    : sql`(SELECT p.from_row AS row, n.bad, n.done FROM ${pairs})`;
}

/** After the last step the downstream records' own states count at it. */
function endFates({ to, number }: ChainStep, mismatched: Mismatched | undefined): Sql | undefined {
  const rows = mismatchedRows(to, mismatched);
  if (rows === undefined) return undefined;
  return sql`(SELECT r._row AS row, CASE WHEN own.row IS NULL THEN ${integer(NONE)} ELSE ${bad(number, "states")} END AS bad, ${integer(PASSED)} AS done
  FROM ${id(to.relation)} AS r LEFT JOIN ${rows} AS own ON own.row = r._row)`;
}

/**
 * The next step begins in another dataset: a downstream record has the fate of all
 * that the join names there. One that it names nothing for leaves at the next step,
 * for nobody can say what became of it. As the next step does not see the downstream
 * records themselves, their states count at this one.
 */
function joinedFates({ to, join: joined, number }: ChainStep, next: NextStep, mismatched: Mismatched | undefined): Sql {
  const on = joined?.on ?? [];
  const fields = on.map((pair, part) => ({ ...pair, name: `j${part}` }));
  const rows = mismatchedRows(to, mismatched);
  const lost = bad(number + 1, "outcome");
  const onward = sql`coalesce(g.bad, ${lost})`;
  const text = (alias: string, field: string): Sql => sql`CAST(${id(alias, field)} AS VARCHAR)`;
  const beginning = sql`(SELECT ${join([...fields.map((field) => sql`${text("d", field.to)} AS ${id(field.name)}`), sql`min(f.bad) AS bad`, sql`max(f.done) AS done`])}
    FROM ${id(next.fates)} AS f JOIN ${id(next.step.from.relation)} AS d ON d._row = f.row GROUP BY ${join(fields.map((field) => text("d", field.to)))})`;
  return sql`(SELECT e._row AS row, ${rows === undefined ? onward : sql`CASE WHEN own.row IS NULL THEN ${onward} ELSE ${bad(number, "states")} END`} AS bad, coalesce(g.done, ${integer(number + 1)}) AS done
  FROM ${id(to.relation)} AS e LEFT JOIN ${beginning} AS g ON ${and(fields.map((field) => sql`${id("g", field.name)} = ${text("e", field.from)}`))}${rows === undefined ? sql`` : sql` LEFT JOIN ${rows} AS own ON own.row = e._row`})`;
}

function mismatchedRows({ dataset, relation }: RecordSet, mismatched: Mismatched | undefined): Sql | undefined {
  if (mismatched === undefined || !mismatched.datasets.has(dataset.id)) return undefined;
  return sql`(SELECT _row AS row FROM ${id(relation)}
  WHERE _key IN (SELECT key FROM ${id(mismatched.relation)} WHERE dataset = ${dataset.id} AND ${isMismatch()}))`;
}

function bad(step: number, kind: (typeof BAD)[number]): Sql {
  return integer(step * 4 + BAD.indexOf(kind));
}

function integer(value: number): Sql {
  return sql`CAST(${value} AS INTEGER)`;
}
