import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money, type Cause, type Finding, type RecordSet } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import type { TiedGroup } from "./tied-records.ts";

/** So many of the breaks are those of which the sign speaks. */
const MOST = 0.8;

/**
 * The cause of records that lack a counterpart because the other side's export ended at a
 * page: a sign says so (`truncated`), and most of them lie beyond its newest. undefined: it is not so.
 *
 * @param signs the relation of signs
 */
export async function pageLimitCause(
  engine: Engine,
  {
    handoff,
    side,
    outcome,
    breaks,
    signs,
    own,
    other,
  }: TiedGroup & { readonly signs: string; readonly own: RecordSet; readonly other: RecordSet },
): Promise<Cause | undefined> {
  if (outcome !== "missing" && outcome !== "extra") return undefined;
  const [row] = await engine.rows<{ n: string; k: string; amount: string | null; newer: string | null; file: string | null }>(sql`
SELECT count(*) AS n, max(s.records) AS k, max(s.file) AS file, CAST(sum(abs(b.amount)) AS VARCHAR) AS amount, CAST(max(abs(s.amount)) AS VARCHAR) AS newer
FROM ${id(breaks)} AS b
JOIN ${id(signs)} AS s ON s.outcome = 'truncated' AND s.dataset = ${other.dataset.id} AND s.value = ${handoff.id}
WHERE b.handoff = ${handoff.id} AND b.side = ${side} AND b.outcome = ${outcome}`);
  const [records, newer] = [Number(row?.n), Number(row?.k)];
  if (records === 0 || newer < MOST * records) return undefined;
  const share = newer / records;
  const file = other.capture.files.find(({ path }) => path === row?.file);
  const limit = file === undefined ? "the export is full" : `${file.path} holds exactly ${file.rows.toLocaleString("en-US")} records`;
  const priced = row?.amount != null && row.newer !== null;
  return {
    ...NOTHING,
    code: "page-limit",
    class: "vendor-limit",
    confidence: Math.round((newer / (newer + 1)) * share * 1e4) / 1e4,
    statement: `A page limit: ${limit}, and what is missing from ${other.dataset.title} is newer than the newest record it holds.`,
    explained: { records: newer, amount: priced ? formatMoney(money(row.newer)) : undefined, share: Math.round(share * 1e4) / 1e4 },
    unexplained: { records: records - newer, amount: priced ? formatMoney(money(row.amount).minus(money(row.newer))) : undefined },
    refutedBy: `an export of ${other.dataset.title} with all pages that still lacks these records of ${own.dataset.title}`,
  };
}

/**
 * The cause of records that differ because one end voids by a zero and a note, which the other end does not read: signs say so
 * (`void-not-propagated`) of most of them. Without it, zeros of one handoff look like a setting. undefined: it is not so.
 *
 * @param signs the relation of signs
 */
export async function zeroedCause(
  engine: Engine,
  { handoff, side, outcome, breaks, signs, from, to }: TiedGroup & { readonly signs: string },
): Promise<Cause | undefined> {
  if (outcome !== "different") return undefined;
  const signed = sql`FROM ${id(signs)} WHERE outcome = 'void-not-propagated' AND value = 'zeroed' AND subject = ${handoff.id}`;
  const zeroed = sql`EXISTS (
  SELECT 1 FROM (SELECT dataset, key ${signed} UNION SELECT other_dataset, other_key ${signed}) AS s WHERE s.dataset = b.dataset AND s.key = b.key
)`;
  const worth = sql`abs(coalesce(b.difference, b.amount))`;
  const [row] = await engine.rows<{ n: string; k: string; amount: string | null; voided: string | null; dead: string | null }>(sql`
SELECT count(*) AS n, count(CASE WHEN is_zeroed THEN 1 END) AS k, CAST(sum(worth) AS VARCHAR) AS amount, CAST(sum(CASE WHEN is_zeroed THEN worth END) AS VARCHAR) AS voided,
  (SELECT min(other_dataset) ${signed}) AS dead
FROM (SELECT ${worth} AS worth, ${zeroed} AS is_zeroed FROM ${id(breaks)} AS b WHERE b.handoff = ${handoff.id} AND b.side = ${side} AND b.outcome = ${outcome}) AS told`);
  const [records, voided] = [Number(row?.n), Number(row?.k)];
  if (records === 0 || voided < MOST * records) return undefined;
  const share = voided / records;
  const priced = row?.amount != null && row.voided !== null;
  const [here, there] = row?.dead === from.dataset.id ? [from, to] : [to, from];
  return {
    ...NOTHING,
    code: "practice",
    class: "workflow",
    confidence: Math.round((voided / (voided + 1)) * share * 1e4) / 1e4,
    statement: `Voided in ${here.dataset.title} as a zero with a note, which is not carried on to ${there.dataset.title}.`,
    explained: { records: voided, amount: priced ? formatMoney(money(row.voided)) : undefined, share: Math.round(share * 1e4) / 1e4 },
    unexplained: { records: records - voided, amount: priced ? formatMoney(money(row.amount).minus(money(row.voided))) : undefined },
    refutedBy: "a record of them that was never meant to be void",
  };
}

/** What a sign says of its own cause; undefined: nothing. */
export function causeOfSign({ outcome, subject, records, amount }: Finding): Cause | undefined {
  if (subject === undefined) return undefined;
  const told = SIGN_CAUSES[outcome];
  if (told === undefined) return undefined;
  return {
    ...NOTHING,
    ...told,
    confidence: 0.8,
    explained: { records, amount, share: 1 },
    unexplained: { records: 0, amount: amount === undefined ? undefined : "0.00" },
  };
}

const SIGN_CAUSES: Readonly<Record<string, Pick<Cause, "code" | "class" | "statement" | "refutedBy"> | undefined>> = {
  "value-sets-differ": {
    code: "definitions",
    class: "reporting-architecture",
    statement: "Two systems name one thing by different words, and nothing maps them.",
    refutedBy: "a map of the words that every report reads",
  },
  "no-owner": {
    code: "no-owner",
    class: "ownership",
    statement: "Several systems hold the fact, and none owns it.",
    refutedBy: "an agreed owner whose value the others take",
  },
  truncated: {
    code: "page-limit",
    class: "vendor-limit",
    statement: "The export ends at a page limit.",
    refutedBy: "an export with all pages that lacks the same records",
  },
};

const NOTHING = {
  proven: false,
  slices: [],
  signature: undefined,
  onset: undefined,
  rivals: [],
  besides: [],
  setting: undefined,
  recreated: undefined,
} as const;
