import type { Side } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { oddsOfDraw } from "../odds.ts";
import { amountOf, detailJson, tiedHandoffs, type SignPlan, type TiedHandoff } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";

/** The actor broke at least so many times more of its records than the others did of theirs … */
const LIFT = 2;
/** … and so many, which are at least this share of the breaks that are left … */
const LEAST = 3;
const SHARE = 0.2;
/** … and this is no accident, however many actors and handoffs were looked at. */
const ODDS = 1e-3;

/** What one actor made. */
interface Made {
  readonly actor: string;
  readonly hits: number;
  readonly made: number;
}

/** The records of one handoff, side and outcome. */
interface Group {
  readonly tied: TiedHandoff;
  readonly side: Side;
  readonly by: string;
  readonly outcome: string;
  /** Breaks of the outcome; all records, of nobody too. */
  readonly breaks: number;
  readonly all: number;
  readonly actors: readonly Made[];
}

/**
 * Inserts a sign for every actor that breaks more of its records than all others do of theirs, by handoff, side and outcome: Fisher's
 * exact test, one-sided, corrected for all comparisons (Bonferroni).
 *
 * The most significant actor comes first; the others are then held against each other without its records, so that what one
 * breaks does not hide what another does.
 */
export async function findAttributed(plan: SignPlan): Promise<void> {
  const groups: Group[] = [];
  for (const tied of tiedHandoffs(plan)) {
    for (const side of ["from", "to"] as const) groups.push(...(await groupsOf(plan, tied, side)));
  }
  // What was looked at counts, whether or not anyone stood out.
  const compared = groups.reduce((sum, { actors }) => sum + actors.filter(({ hits }) => hits > 0).length, 0);
  for (const group of groups) {
    const told: Made[] = [];
    for (let next = foremost(group, told, compared); next !== undefined; next = foremost(group, told, compared)) {
      await tell(
        plan,
        group,
        next,
        told.map(({ actor }) => actor),
      );
      told.push(next);
    }
  }
}

/** Of the actors that are left, the one whose breaks are least by chance, if they are not. */
function foremost({ actors, breaks, all }: Group, told: readonly Made[], compared: number): Made | undefined {
  const [rest, records] = [breaks - sum(told, "hits"), all - sum(told, "made")];
  let best: { readonly own: Made; readonly odds: number } | undefined;
  for (const own of actors) {
    if (told.includes(own) || own.hits < LEAST || own.hits < SHARE * rest) continue;
    if (own.hits * (records - own.made) < LIFT * (rest - own.hits) * own.made) continue;
    const odds = oddsOfDraw(own.hits, rest, own.made, records);
    if (odds * compared < ODDS && (best === undefined || odds < best.odds)) best = { own, odds };
  }
  return best?.own;
}

function sum(all: readonly Made[], what: "hits" | "made"): number {
  return all.reduce((total, each) => total + each[what], 0);
}

/** What each actor made of the records of one side, and broke, by outcome. */
async function groupsOf(plan: SignPlan, tied: TiedHandoff, side: Side): Promise<Group[]> {
  const by = tied[side].dataset.by.created;
  if (by === undefined) return [];
  const rows = await plan.engine.rows<{ outcome: string; actor: string | null; n: string }>(
    sql`SELECT o.outcome, ${id("r", by)} AS actor, CAST(count(*) AS VARCHAR) AS n FROM ${id(tied.kept.outcomes)} AS o JOIN ${id(tied[side].relation)} AS r ON r._row = o.row
WHERE o.side = ${side} AND o.outcome NOT IN ('excluded', 'in-flight') GROUP BY o.outcome, ${id("r", by)} ORDER BY o.outcome, actor`,
  );
  const made = new Map<string, number>();
  for (const { actor, n } of rows) if (actor !== null) made.set(actor, (made.get(actor) ?? 0) + Number(n));
  const total = (some: typeof rows): number => some.reduce((all, { n }) => all + Number(n), 0);
  const outcomes = [...new Set(rows.map(({ outcome }) => outcome))].filter((outcome) => outcome !== "matched");
  return outcomes.map((outcome) => {
    const broken = rows.filter((row) => row.outcome === outcome);
    const actors = broken.flatMap(({ actor, n }) => (actor === null ? [] : [{ actor, hits: Number(n), made: made.get(actor) as number }]));
    return { tied, side, by, outcome, breaks: total(broken), all: total(rows), actors };
  });
}

async function tell(plan: SignPlan, group: Group, { actor, hits, made }: Made, besides: readonly string[]): Promise<void> {
  const { tied, side, by, outcome, breaks, all } = group;
  const { handoff, kept } = tied;
  const source = sql`(
  SELECT count(*) AS records, sum(abs(${amountOf(tied, side, "r")})) AS amount, min(r._date) AS first, max(r._date) AS last
  FROM ${id(kept.outcomes)} AS o JOIN ${id(tied[side].relation)} AS r ON r._row = o.row
  WHERE o.side = ${side} AND o.outcome = ${outcome} AND ${id("r", by)} = ${actor}
) AS b`;
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
  const columns = {
    dataset: sql`${tied[side].dataset.id}`,
    value: sql`${`${handoff.id}: ${outcome}`}`,
    from: sql`b.first`,
    to: sql`b.last`,
    amount: sql`b.amount`,
    date: sql`b.first`,
    actor: sql`${actor}`,
    records: sql`b.records`,
    detail: detailJson(plan.dialect, {
      title: handoff.title,
      handoff: handoff.id,
      owner: handoff.owner,
      decision: handoff.decision,
      side,
      outcome,
      breaks,
      of: made,
      shareOfBreaks: percent(hits / breaks),
      shareOfRecords: percent(made / all),
      besides: besides.length === 0 ? undefined : besides.join(", "),
    }),
  };
  const head = { kind: "unowned-automation", outcome: "breaks-of-one-actor", subject: { type: "actor", id: actor } } as const;
  await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
}
