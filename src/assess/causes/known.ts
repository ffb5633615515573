import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money, type Cause, type Finding, type RecordSet } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import type { TiedGroup } from "./tied-records.ts";

/** So many of the missing records are newer than the newest that the other side holds. */
const NEWER = 0.8;

/**
 * The cause of records that are missing because the other side's export ended at a
 * page: its capture holds a round number of records, and what is missing is newer than
 * its newest. undefined: it is not so.
 */
export async function pageLimitCause(
  engine: Engine,
  { handoff, side, outcome, breaks, own, other }: TiedGroup & { readonly own: RecordSet; readonly other: RecordSet },
): Promise<Cause | undefined> {
  const hint = other.capture.hints.find(({ code }) => code === "page-limit");
  if (hint === undefined || (outcome !== "missing" && outcome !== "extra")) return undefined;
  const [row] = await engine.rows<{ n: string; k: string; amount: string | null; newer: string | null }>(sql`
WITH newest AS (SELECT max(coalesce(_date, CAST(_created AS DATE))) AS day FROM ${id(other.relation)})
SELECT count(*) AS n, count(CASE WHEN b.date >= (SELECT day FROM newest) THEN 1 END) AS k,
  CAST(sum(abs(b.amount)) AS VARCHAR) AS amount, CAST(sum(CASE WHEN b.date >= (SELECT day FROM newest) THEN abs(b.amount) END) AS VARCHAR) AS newer
FROM ${id(breaks)} AS b WHERE b.handoff = ${handoff.id} AND b.side = ${side} AND b.outcome = ${outcome}`);
  const [records, newer] = [Number(row?.n), Number(row?.k)];
  if (records === 0 || newer < NEWER * records) return undefined;
  const share = newer / records;
  const priced = row?.amount !== null && row?.amount !== undefined;
  return {
    ...NOTHING,
    code: "page-limit",
    class: "vendor-limit",
    confidence: Math.round((newer / (newer + 1)) * share * 1e4) / 1e4,
    statement: `A page limit: ${hint.message.replace(/\.$/, "")}, and what is missing from ${other.dataset.title} is newer than the newest record it holds.`,
    explained: { records: newer, amount: priced ? formatMoney(money(row.newer)) : undefined, share: Math.round(share * 1e4) / 1e4 },
    unexplained: { records: records - newer, amount: priced ? formatMoney(money(row.amount).minus(money(row.newer))) : undefined },
    refutedBy: `an export of ${other.dataset.title} with all pages that still lacks these records of ${own.dataset.title}`,
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
