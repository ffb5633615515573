import type { RecordSet, Side } from "../../model/index.ts";
import { deadline, id, join, sql, type Sql } from "../../sql/index.ts";
import {
  amountOf,
  capturedAt,
  create,
  detailJson,
  drop,
  fileOf,
  instantOf,
  tiedHandoffs,
  type SignPlan,
  type TiedHandoff,
} from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";
import { references } from "./reference.ts";

/** Words of a note or a status that call a record void. */
const VOID_WORDS = String.raw`(?i)\b(void|voided|voiding|cancelled|canceled|deleted|reversed|annulled)\b`;

/**
 * Inserts a sign for every record that lives on though what it belongs to was deleted or
 * voided in the other system, longer ago than the handoff's grace. A record of zero whose
 * note or status calls it void counts as voided, where its counterpart is not of zero.
 */
export async function findVoids(plan: SignPlan): Promise<void> {
  for (const tied of tiedHandoffs(plan)) {
    for (const dead of ["from", "to"] as const) {
      await findDeleted(plan, tied, dead);
      await findZeroed(plan, tied, dead);
    }
  }
}

async function findDeleted(plan: SignPlan, tied: TiedHandoff, deadSide: Side): Promise<void> {
  const aliveSide: Side = deadSide === "from" ? "to" : "from";
  const dead = tied[deadSide];
  if (dead.dataset.deleted === undefined) return;
  const [deadRefs, aliveRefs] = [references(plan, tied, deadSide), references(plan, tied, aliveSide)];
  const rows = sql`SELECT o.row AS alive_row FROM ${id(tied.kept.outcomes)} AS o
  WHERE o.side = ${aliveSide} AND o.reason = 'counterpart-deleted' AND o.outcome IN ('missing', 'extra')`;
  const pairs =
    deadRefs === undefined || aliveRefs === undefined
      ? sql`SELECT alive_row, CAST(NULL AS BIGINT) AS dead_row FROM (${rows}) AS a`
      : sql`SELECT a.alive_row, d.dead_row FROM (${rows}) AS a
LEFT JOIN (${aliveRefs}) AS ar ON ar.row = a.alive_row
LEFT JOIN (
  SELECT dead_row, ref FROM (
    SELECT r._row AS dead_row, x.ref, row_number() OVER (PARTITION BY x.ref ORDER BY ${changeOf(plan, dead)} DESC NULLS LAST, r._key) AS place
    FROM ${id(dead.relation)} AS r JOIN (${deadRefs}) AS x ON x.row = r._row WHERE r._deleted
  ) AS placed WHERE place = 1
) AS d ON d.ref = ar.ref`;
  await tell(plan, tied, deadSide, pairs, "deleted");
}

async function findZeroed(plan: SignPlan, tied: TiedHandoff, deadSide: Side): Promise<void> {
  const { handoff, kept } = tied;
  if (handoff.from.amount === undefined || handoff.to.amount === undefined) return;
  const aliveSide: Side = deadSide === "from" ? "to" : "from";
  const [dead, alive] = [tied[deadSide], tied[aliveSide]];
  const notes = dead.dataset.fields.filter(({ type }) => type === "text").map(({ name }) => id("d", name));
  const said = sql`concat_ws(' ', ${join([sql`d._state`, ...notes])})`;
  const [aliveRow, deadRow] = aliveSide === "from" ? [sql`p.from_row`, sql`p.to_row`] : [sql`p.to_row`, sql`p.from_row`];
  const isVoid = sql`${amountOf(tied, deadSide, "d")} = 0 AND ${plan.dialect.matches(said, VOID_WORDS)}`;
  const pairs = sql`SELECT p.alive_row, p.dead_row FROM (
  SELECT ${aliveRow} AS alive_row, ${plan.dialect.argMin(deadRow, sql`d._key`)} AS dead_row, max(CASE WHEN ${isVoid} THEN 0 ELSE 1 END) AS others
  FROM ${id(kept.pairs)} AS p JOIN ${id(dead.relation)} AS d ON d._row = ${deadRow} GROUP BY ${aliveRow}
) AS p JOIN ${id(alive.relation)} AS a ON a._row = p.alive_row
JOIN ${id(kept.outcomes)} AS o ON o.side = ${aliveSide} AND o.row = p.alive_row AND o.outcome = 'different'
WHERE p.others = 0 AND ${amountOf(tied, aliveSide, "a")} <> 0`;
  await tell(plan, tied, deadSide, pairs, "zeroed");
}

/** Inserts pairs of living and dead records of which the dead one died longer ago than the grace. */
async function tell(plan: SignPlan, tied: TiedHandoff, deadSide: Side, pairs: Sql, how: "deleted" | "zeroed"): Promise<void> {
  const aliveSide: Side = deadSide === "from" ? "to" : "from";
  const [dead, alive] = [tied[deadSide], tied[aliveSide]];
  const died = await create(
    plan,
    "died",
    sql`SELECT p.alive_row, p.dead_row, d._key AS dead_key, ${changeOf(plan, dead, "d")} AS changed, ${actorOf(dead, "d")} AS died_by
FROM (${pairs}) AS p LEFT JOIN ${id(dead.relation)} AS d ON d._row = p.dead_row`,
  );
  const context = { dialect: plan.dialect, timeZone: plan.estate.timeZone, calendar: plan.names.calendar, range: undefined };
  const { due, join: dueJoin } = deadline(sql`changed`, id(died), tied.handoff.grace, context);
  const source = sql`${id(died)} AS p JOIN ${id(alive.relation)} AS r ON r._row = p.alive_row${dueJoin}
WHERE coalesce(${due} <= ${capturedAt(alive)}, TRUE)`;
  const columns = {
    dataset: sql`${alive.dataset.id}`,
    key: sql`r._key`,
    otherDataset: sql`${dead.dataset.id}`,
    otherKey: sql`p.dead_key`,
    value: sql`${how}`,
    from: sql`p.changed`,
    amount: amountOf(tied, aliveSide, "r"),
    unit: sql`r._unit`,
    date: sql`r._date`,
    actor: sql`p.died_by`,
    file: fileOf(alive, "r"),
    line: sql`r._pos`,
    detail: detailJson(plan.dialect, { title: tied.handoff.title, how, side: aliveSide, of: alive.rows, where: dead.dataset.id }),
  };
  const head = { kind: "silent-sync-failure", outcome: "void-not-propagated", subject: { type: "handoff", id: tied.handoff.id } } as const;
  await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
  await drop(plan, died);
}

/** When a record was last changed, as far as is known. */
function changeOf(plan: SignPlan, { dataset }: RecordSet, alias = "r"): Sql {
  return instantOf(plan, dataset, dataset.times["modified"], alias) ?? sql`CAST(NULL AS TIMESTAMP)`;
}

function actorOf({ dataset }: RecordSet, alias: string): Sql {
  return dataset.by.modified === undefined ? sql`CAST(NULL AS VARCHAR)` : id(alias, dataset.by.modified);
}
