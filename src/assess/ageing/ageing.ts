import type { Engine } from "../../engines/engine.ts";
import {
  AGE_BANDS,
  formatMoney,
  money,
  type AgeBand,
  type AgedRecords,
  type DebtKind,
  type Finding,
  type Money,
  type MonthOfRecords,
  type RecordSet,
  type ReviewedAgeing,
} from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Shares } from "../price/index.ts";
import { scopeByMonth, type MonthlyScope, type ScopeGrounds } from "./scope.ts";

/** What ages are worked out from. */
export interface AgeGrounds extends ScopeGrounds {
  /** UTC ISO 8601: the time of the review. */
  readonly asOf: string;
  readonly timeZone: string;
  /** The table that `withShares` makes; undefined: no finding has records of its own. */
  readonly placed: string | undefined;
  readonly excess: Shares["excess"];
}

/** Records of one finding, band and month; both null where the record has no day. */
interface Aged {
  readonly finding: string;
  readonly band: AgeBand;
  readonly month: string | undefined;
  readonly records: number;
  readonly amount: Money;
}

/**
 * How old the records are that do not hold, and in which month they came to be: each record
 * once, at the finding that has its money. Its day is its own; where a record of states has
 * none, the day from which its states are apart. What is dated after the review counts as new.
 * What a control total exceeds all records by has no record, and so no day.
 *
 * @param findings in the review's order
 */
export async function ageFindings(engine: Engine, findings: readonly Finding[], grounds: AgeGrounds): Promise<ReviewedAgeing> {
  const { placed, excess } = grounds;
  const aged = placed === undefined ? [] : await agedRecords(engine, findings, grounds, placed);
  const beyond: Aged[] =
    excess === undefined ? [] : [{ finding: excess.finding, band: "undated", month: undefined, records: 0, amount: money(excess.amount) }];
  return { ages: agesOf(findings, [...aged, ...beyond]), months: await monthsOf(engine, findings, aged, grounds) };
}

async function agedRecords(
  engine: Engine,
  findings: readonly Finding[],
  { asOf, timeZone, sets }: AgeGrounds,
  placed: string,
): Promise<Aged[]> {
  const { dialect } = engine;
  const now = dialect.localDate(sql`CAST(${asOf.slice(0, 19).replace("T", " ")} AS TIMESTAMP)`, timeZone);
  const days = dialect.daysBetween(sql`p.day`, sql`now.day`);
  const followed = new Set(
    findings.flatMap(({ lifecycle, samples }) => (lifecycle === undefined ? [] : samples.map((each) => each.dataset))),
  );
  const rows = await engine.rows<{ finding: string; band: AgeBand; month: string | null; records: string; amount: string | null }>(
    sql`WITH now AS (SELECT ${now} AS day), dated AS (
  SELECT p.finding, p.amount, coalesce(p.day, own.day, p.since) AS day FROM ${id(placed)} AS p
  LEFT JOIN (${ownDays(
    placed,
    [...sets].filter(([dataset]) => followed.has(dataset)),
  )}) AS own ON own.dataset = p.dataset AND own.key = p.key
  WHERE p.place = 1
)
SELECT finding, band, CAST(month AS VARCHAR) AS month, count(*) AS records, sum(amount) AS amount FROM (
  SELECT p.finding, p.amount, date_trunc('month', p.day) AS month,
    CASE WHEN p.day IS NULL THEN 'undated' WHEN ${days} <= 30 THEN '0-30' WHEN ${days} <= 60 THEN '31-60' WHEN ${days} <= 90 THEN '61-90'
      WHEN ${days} <= 180 THEN '91-180' ELSE 'over-180' END AS band
  FROM dated AS p CROSS JOIN now
) AS banded GROUP BY finding, band, month ORDER BY finding, band, month`,
  );
  return rows.map(({ finding, band, month, records, amount }) => ({
    finding,
    band,
    month: month === null ? undefined : month.slice(0, 7),
    records: Number(records),
    amount: money(amount),
  }));
}

/** Rows `(dataset, key, day)`: the own day of the records whose states are counted. */
function ownDays(placed: string, sets: readonly (readonly [string, Pick<RecordSet, "relation">])[]): Sql {
  const each = sets.map(
    ([dataset, { relation }]) => sql`SELECT ${dataset} AS dataset, r._key AS key, min(r._date) AS day FROM ${id(relation)} AS r
  WHERE r._key IN (SELECT key FROM ${id(placed)} WHERE dataset = ${dataset} AND place = 1 AND day IS NULL) GROUP BY r._key`,
  );
  return each.length === 0 ? sql`SELECT dataset, key, day FROM ${id(placed)} WHERE FALSE` : join(each, "\n  UNION ALL\n  ");
}

function agesOf(findings: readonly Finding[], aged: readonly Aged[]): AgedRecords[] {
  const cells = new Map<string, { records: number; amount: Money }>();
  for (const { finding, band, records, amount } of aged) {
    const cell = cells.get(`${finding} ${band}`);
    cells.set(`${finding} ${band}`, { records: (cell?.records ?? 0) + records, amount: (cell?.amount ?? money(0)).plus(amount) });
  }
  return findings.flatMap(({ fingerprint }) =>
    AGE_BANDS.flatMap((band) => {
      const cell = cells.get(`${fingerprint} ${band}`);
      return cell === undefined ? [] : [{ finding: fingerprint, band, records: cell.records, amount: formatMoney(cell.amount) }];
    }),
  );
}

async function monthsOf(
  engine: Engine,
  findings: readonly Finding[],
  aged: readonly Aged[],
  grounds: AgeGrounds,
): Promise<MonthOfRecords[]> {
  const kindOf = new Map(findings.map(({ fingerprint, kind }) => [fingerprint, kind]));
  const kinds = new Map<DebtKind, Map<string, { records: number; amount: Money }>>();
  for (const { finding, month, records, amount } of aged) {
    const kind = kindOf.get(finding);
    if (kind === undefined || month === undefined) continue;
    const own = kinds.get(kind) ?? new Map<string, { records: number; amount: Money }>();
    const cell = own.get(month);
    own.set(month, { records: (cell?.records ?? 0) + records, amount: (cell?.amount ?? money(0)).plus(amount) });
    kinds.set(kind, own);
  }
  const scopes = await scopeByMonth(engine, grounds, new Set(kinds.keys()));
  const until = localMonth(grounds.asOf, grounds.timeZone);
  const months = [...kinds].flatMap(([kind, own]) => {
    const scope = usable(scopes.get(kind), own);
    const first = [...own.keys()].sort()[0] ?? until;
    const quiet = [...(scope?.keys() ?? [])].filter((month) => month >= first && month <= until);
    return [...new Set([...own.keys(), ...quiet])].map((month): MonthOfRecords => {
      const cell = own.get(month);
      return {
        month,
        kind,
        records: cell?.records ?? 0,
        amount: formatMoney(cell?.amount ?? money(0)),
        inScope: scope?.get(month),
      };
    });
  });
  return months.sort((a, b) => (a.month === b.month ? (a.kind < b.kind ? -1 : 1) : a.month < b.month ? -1 : 1));
}

/** `2026-05`: the month of an instant in a zone. */
function localMonth(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(new Date(instant)).slice(0, 7);
}

/** Where a month has more of them than records in scope, what is counted is no scope of theirs. */
function usable(scope: MonthlyScope | undefined, own: ReadonlyMap<string, { readonly records: number }>): MonthlyScope | undefined {
  if (scope === undefined) return undefined;
  return [...own].every(([month, { records }]) => records <= (scope.get(month) ?? 0)) ? scope : undefined;
}
