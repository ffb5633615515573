import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { amountOf, create, detailJson, drop, fileOf, knowsMoment, tiedHandoffs, type SignPlan, type TiedHandoff } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";
import { isOneOf } from "../automation/actors.ts";
import { contentFields } from "./content.ts";
import { references } from "./reference.ts";

/** A retry comes within so many seconds. */
const WITHIN = 3600;

/**
 * Inserts a sign for every record that was written a second time: it belongs to the same upstream record as one
 * written at most an hour before by the same actor, says the same in every field that was given to it (not its own key,
 * numbers, times, and what came of it since), and the tie-out does not take both. Where several records of one upstream
 * record are lawful, what they come to must be nearer to it without the second.
 */
export async function findRetries(plan: SignPlan): Promise<void> {
  for (const tied of tiedHandoffs(plan)) {
    if (!knowsMoment(tied.to.dataset)) continue;
    const candidates = await createCandidates(plan, tied);
    if (candidates === undefined) continue;
    const fields = await contentFields(plan, tied, joined(tied, candidates));
    const same = and(fields.map(({ name }) => sql`${id("a", name)} IS NOT DISTINCT FROM ${id("b", name)}`));
    const { dataset } = tied.to;
    const source = sql`${joined(tied, candidates)}
WHERE ${same} AND ${tooMuch(plan, tied, sql`b`)} AND NOT EXISTS (
  SELECT 1 FROM ${id(plan.names.signs)} AS s WHERE s.outcome = 'retried-twice' AND s.dataset = ${dataset.id} AND s.key = b._key
)`;
    const columns = {
      dataset: sql`${dataset.id}`,
      key: sql`b._key`,
      otherDataset: sql`${dataset.id}`,
      otherKey: sql`a._key`,
      from: sql`a._created`,
      to: sql`b._created`,
      amount: amountOf(tied, "to", "b"),
      unit: sql`b._unit`,
      date: sql`b._date`,
      actor: dataset.by.created === undefined ? sql`NULL` : id("b", dataset.by.created),
      file: fileOf(tied.to, "b"),
      line: sql`b._pos`,
      detail: detailJson(plan.dialect, {
        title: tied.handoff.title,
        side: "to",
        of: tied.to.rows,
        seconds: plan.dialect.secondsBetween(sql`a._created`, sql`b._created`),
        fields: fields.map(({ name }) => name).join(", "),
      }),
    };
    const head = { kind: "silent-sync-failure", outcome: "retried-twice", subject: { type: "handoff", id: tied.handoff.id } } as const;
    await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
    await drop(plan, candidates);
  }
}

/** Neighbours in time with one reference, of which the tie-out takes one at most. */
async function createCandidates(plan: SignPlan, tied: TiedHandoff): Promise<string | undefined> {
  const refs = references(plan, tied, "to");
  if (refs === undefined) return undefined;
  const { dataset, relation } = tied.to;
  const live = sql`SELECT o.row, o.outcome, x.ref FROM ${id(tied.kept.outcomes)} AS o JOIN (${refs}) AS x ON x.row = o.row
WHERE o.side = 'to' AND (o.outcome <> 'excluded' AND o.reason <> 'repeated-key')`;
  const by = dataset.by.created === undefined ? sql`CAST(NULL AS VARCHAR)` : writer(plan, id("r", dataset.by.created));
  const broken = sql`('duplicate', 'ambiguous', 'different', 'extra')`;
  const before = (column: Sql): Sql => sql`lag(${column}) OVER (PARTITION BY ref, actor ORDER BY moment, key)`;
  return create(
    plan,
    "candidates",
    sql`SELECT a_row, b_row FROM (
  SELECT ${before(sql`row`)} AS a_row, ${before(sql`moment`)} AS a_moment, ${before(sql`outcome`)} AS a_outcome, row AS b_row, moment AS b_moment, outcome AS b_outcome FROM (
    SELECT l.row, l.outcome, l.ref, r._created AS moment, r._key AS key, ${by} AS actor
    FROM (${live}) AS l JOIN ${id(relation)} AS r ON r._row = l.row
    WHERE l.ref IN (SELECT ref FROM (${live}) AS b WHERE b.outcome IN ${broken}) AND r._created IS NOT NULL
  ) AS crowd
) AS neighbours
WHERE a_row IS NOT NULL AND ${plan.dialect.secondsBetween(sql`a_moment`, sql`b_moment`)} <= ${WITHIN} AND (a_outcome IN ${broken} OR b_outcome IN ${broken})`,
  );
}

function joined({ to }: TiedHandoff, candidates: string): Sql {
  return sql`${id(candidates)} AS c JOIN ${id(to.relation)} AS a ON a._row = c.a_row JOIN ${id(to.relation)} AS b ON b._row = c.b_row`;
}

/** All actors of one automation are one: a retry may come to another of them. */
function writer({ estate }: SignPlan, actor: Sql): Sql {
  const named = estate.automations.filter(({ actors }) => actors.length > 0);
  if (named.length === 0) return actor;
  const cases = named.map((automation) => sql`WHEN ${isOneOf(actor, automation.actors)} THEN ${`automation ${automation.id}`}`);
  return sql`CASE ${join(cases, " ")} ELSE ${actor} END`;
}

/** Is what all records of one reference come to nearer to what they should without this one? TRUE where one is all that is lawful. */
function tooMuch(plan: SignPlan, tied: TiedHandoff, record: Sql): Sql {
  const { from, to, cardinality } = tied.handoff;
  const [upper, lower] = [references(plan, tied, "from"), references(plan, tied, "to")];
  if (cardinality !== "one-to-many" || from.amount === undefined || to.amount === undefined || upper === undefined || lower === undefined)
    return sql`TRUE`;
  const sum = (side: "from" | "to", refs: Sql): Sql => {
    const set = side === "from" ? tied.from : tied.to;
    return sql`SELECT x.ref, sum(${amountOf(tied, side, "r")}) AS amount FROM (${refs}) AS x JOIN ${id(set.relation)} AS r ON r._row = x.row
  JOIN ${id(tied.kept.outcomes)} AS o ON o.side = ${side} AND o.row = x.row AND o.outcome <> 'excluded' GROUP BY x.ref`;
  };
  return sql`${record}._row IN (
  SELECT x.row FROM (${lower}) AS x JOIN ${id(tied.to.relation)} AS r ON r._row = x.row
  JOIN (${sum("from", upper)}) AS due ON due.ref = x.ref JOIN (${sum("to", lower)}) AS came ON came.ref = x.ref
  WHERE abs(came.amount - ${amountOf(tied, "to", "r")} - due.amount) < abs(came.amount - due.amount)
)`;
}
